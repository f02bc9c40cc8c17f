package dev.millrace.benchmarks.data;

import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.util.function.Consumer;

/** Stores a site's views, day by day in slices of an hour, as many parts as a day of batches leaves after a while. Blocks. */
public final class Loader {
    private static final int SLICES = 24;

    private final SqlUser admin;
    private final Consumer<String> progress;

    public Loader(SqlUser admin, Consumer<String> progress) {
        this.admin = admin;
        this.progress = progress;
    }

    /** Stores all views, the oldest first; repeated ones come one slice later. */
    public void load(Site site) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int day = site.days() - 1; day >= 0; day--) {
            long slice = (site.rowsPerDay() + SLICES - 1) / SLICES;
            for (int i = 0; i <= SLICES; i++) {
                if (i < SLICES) {
                    admin.execute(site.insert(day, i * slice, Math.min(slice, site.rowsPerDay() - i * slice)));
                }
                if (i > 0) {
                    long before = (i - 1) * slice;
                    admin.execute(site.insertAgain(day, before, Math.min(slice, site.rowsPerDay() - before)));
                }
            }
            progress.accept("loaded day %s of %s after %s s"
                    .formatted(site.days() - day, site.days(), (System.nanoTime() - start) / 1_000_000_000));
        }
    }
}
