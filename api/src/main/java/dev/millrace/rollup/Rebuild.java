package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One rebuild of a range of hours and how far it is. Thread-safe. */
final class Rebuild {
    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    /** How far it is. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    private final long id;
    private final RollupJob job;
    private final TimeRange range;
    private volatile Progress progress;

    /**
     * A look at it.
     *
     * @param error why it failed, else empty
     */
    record Progress(State state, int hoursDone, int hoursTotal, String error) {}

    Rebuild(long id, RollupJob job, TimeRange range) {
        this.id = id;
        this.job = job;
        this.range = range;
        this.progress = new Progress(State.WAITING, 0, 0, "");
    }

    long id() {
        return id;
    }

    Progress progress() {
        return progress;
    }

    void run() throws InterruptedException {
        try {
            List<Recomputation> hours = job.rebuilds(range);
            int done = 0;
            for (Recomputation hour : hours) {
                progress = new Progress(State.RUNNING, done, hours.size(), "");
                job.run(hour);
                done++;
            }
            progress = new Progress(State.DONE, done, done, "");
            log.info("{} hours of {} from {} to {} are rebuilt.", done, job.name(), range.from(), range.to());
        } catch (IOException | RuntimeException e) {
            Progress last = progress;
            progress = new Progress(State.FAILED, last.hoursDone(), last.hoursTotal(), e.toString());
            log.warn("The rebuild of {} from {} to {} failed: {}", job.name(), range.from(), range.to(), e.toString());
        }
    }
}
