package dev.millrace.rollup;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the rollup job of one kind of event for a slice of time, in the thread that all kinds share. For one thread. */
final class RollupTask {
    private static final Logger log = LoggerFactory.getLogger(RollupTask.class);

    private final RollupJob job;

    /** The last failure, so that a long outage is one line in the log. Of this kind only: another kind may work at the same time. */
    private String trouble = "";

    RollupTask(RollupJob job) {
        this.job = job;
    }

    RollupJob job() {
        return job;
    }

    /** Works for about this long at most. Returns true if there is more to do; false if not, or if it is better to wait a while. */
    boolean take(Duration slice) throws InterruptedException {
        try {
            boolean isMoreLeft = job.run(slice);
            if (!trouble.isEmpty()) {
                log.info("Rollups of {} are kept up to date again.", job.name());
                trouble = "";
            }
            return isMoreLeft;
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(trouble)) {
                log.warn("Rollups of {} fall behind, reports count rows instead: {}", job.name(), e.toString());
                trouble = e.toString();
            }
            return false;
        }
    }
}
