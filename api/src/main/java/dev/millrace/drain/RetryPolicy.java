package dev.millrace.drain;

import java.time.Duration;

/** Decides whether an attempt that failed is repeated after a pause. */
@FunctionalInterface
public interface RetryPolicy {
    /** Permits no second attempt: rows of other shards wait, so whatever is not stored soon is parked. */
    RetryPolicy NONE = _ -> false;

    /** Waits out the pause and returns true, or returns false if there is to be no further attempt. */
    boolean pause(Duration pause) throws InterruptedException;
}
