package dev.millrace.drain;

/** Waits for what has to be there before rows are drained. */
@FunctionalInterface
public interface DrainGate {
    /** Returns true when it is there; false if the retry policy ended before. */
    boolean await(RetryPolicy retryPolicy) throws InterruptedException;
}
