package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A table like Millrace's, for direct inserts into ClickHouse. */
final class DirectTable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Longer than ClickHouse collects rows of several requests. */
    private static final Duration QUIET = Duration.ofMillis(600);

    private final SqlUser admin;
    private final String name;
    private final Kind kind;
    private long insertedBefore;

    DirectTable(SqlUser admin, String name, Kind kind) {
        this.admin = admin;
        this.name = name;
        this.kind = kind;
    }

    String name() {
        return name;
    }

    /** Makes it as the migrations made Millrace's, which have run. */
    void create() throws IOException, InterruptedException {
        admin.execute("CREATE TABLE IF NOT EXISTS %s AS %s".formatted(name, kind.table()));
    }

    void empty() throws IOException, InterruptedException {
        admin.execute("TRUNCATE TABLE " + name);
        insertedBefore = inserted();
    }

    /** Waits until nothing more comes: some acknowledge before they store, and some store what nobody waits for any more. */
    Contender.Outcome settle(Expectation expectation) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long changed = start;
        long inserted = inserted();
        while (isInserting() || System.nanoTime() - changed < QUIET.toNanos()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("inserts went on for " + PATIENCE + " after the load");
            }
            TimeUnit.MILLISECONDS.sleep(20);
            long now = inserted();
            changed = now == inserted ? changed : System.nanoTime();
            inserted = now;
        }
        List<String> findings = new ArrayList<>();
        expectation
                .findingAboutDistinct("in ClickHouse", admin.number("SELECT count() FROM %s FINAL".formatted(name)))
                .ifPresent(findings::add);
        if (inserted - insertedBefore < expectation.acknowledged()) {
            findings.add(String.format(
                    Locale.ROOT,
                    "LOST: ClickHouse says it inserted %,d rows, and %,d were acknowledged",
                    inserted - insertedBefore,
                    expectation.acknowledged()));
        }
        return new Contender.Outcome((changed - start) / 1e9, findings);
    }

    private boolean isInserting() throws IOException, InterruptedException {
        return admin.number("SELECT count() FROM system.processes WHERE query_kind != 'Select' AND query LIKE '%%%s%%'"
                        .formatted(name))
                > 0;
    }

    /** Counts the rows inserted since the server started; nobody else inserts at the same time, except for its own logs. */
    private long inserted() throws IOException, InterruptedException {
        return admin.number("SELECT sum(value) FROM system.events WHERE event = 'InsertedRows'");
    }
}
