package dev.millrace.drain;

/** Waits for what has to be there before rows are drained. */
@FunctionalInterface
interface DrainGate {
    /** Returns when it is there; false if patience ended before. */
    boolean await(RetryPolicy retryPolicy) throws InterruptedException;
}
