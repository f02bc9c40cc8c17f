package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rebuild of a range of hours in one shard and its progress. Thread-safe, but for {@link #run}. */
final class Rebuild {
    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    /** The state of a rebuild. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    private final RollupJob job;
    private final TimeRange range;
    private final Deque<Recomputation> left = new ArrayDeque<>();
    private volatile Progress progress;

    /**
     * The progress at one moment.
     *
     * @param error why it failed, else empty
     */
    record Progress(State state, int hoursDone, int hoursTotal, String error) {
        /** Adds up the progress of two shards: done when both are, failed when one is. */
        Progress plus(Progress other) {
            return new Progress(
                    together(state, other.state),
                    hoursDone + other.hoursDone,
                    hoursTotal + other.hoursTotal,
                    error.isEmpty() ? other.error : error);
        }

        private static State together(State one, State two) {
            if (one == two) {
                return one;
            }
            return one == State.FAILED || two == State.FAILED ? State.FAILED : State.RUNNING;
        }
    }

    Rebuild(RollupJob job, TimeRange range) {
        this.job = job;
        this.range = range;
        this.progress = new Progress(State.WAITING, 0, 0, "");
    }

    Progress progress() {
        return progress;
    }

    /** Works for about this long; returns false if it has come to its end. For one thread. */
    boolean run(Duration slice) throws InterruptedException {
        try {
            goOn(slice);
        } catch (IOException | RuntimeException e) {
            Progress last = progress;
            String id = UUID.randomUUID().toString();
            progress =
                    new Progress(State.FAILED, last.hoursDone(), last.hoursTotal(), "The log says why: request=" + id);
            log.atWarn()
                    .addKeyValue("request", id)
                    .log(
                            "The rebuild of {} from {} to {} failed: {}",
                            job.name(),
                            range.from(),
                            range.to(),
                            e.toString());
        }
        return progress.state() == State.RUNNING;
    }

    private void goOn(Duration slice) throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (progress.state() == State.WAITING) {
            left.addAll(job.rebuilds(range));
            progress = new Progress(State.RUNNING, 0, left.size(), "");
        }
        int total = progress.hoursTotal();
        while (!left.isEmpty() && System.nanoTime() - start < slice.toNanos()) {
            job.run(left.removeFirst());
            progress = new Progress(State.RUNNING, total - left.size(), total, "");
        }
        if (left.isEmpty()) {
            progress = new Progress(State.DONE, total, total, "");
            log.info("{} hours of {} from {} to {} are rebuilt.", total, job.name(), range.from(), range.to());
        }
    }
}
