package dev.millrace.rollup;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of event's turn at the thread that all share. For one thread. */
final class RollupTask {
    private static final Logger log = LoggerFactory.getLogger(RollupTask.class);

    private final RollupJob job;

    /** What failed last, so that a long outage is one line in the log. Of this kind only: another one may do well meanwhile. */
    private String trouble = "";

    RollupTask(RollupJob job) {
        this.job = job;
    }

    RollupJob job() {
        return job;
    }

    /** Works for about this long at most. True if there is more to do; false if not, or if it is better to wait a while. */
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
