package dev.millrace.intake;

import java.nio.ByteBuffer;

/**
 * Records the events of one request as they were received, with their verdicts: its frames go into the buffer together with the rows, all
 * or none. One for each request; not thread-safe.
 */
public interface EventRecorder {
    /**
     * Records an event with its verdict.
     *
     * @param bytes holds the event from {@code from} to {@code to}, longer than the limit of an event if it was rejected for that; not to
     * be kept
     * @throws java.io.UncheckedIOException if no version can be given out
     */
    void record(byte[] bytes, int from, int to, Verdict verdict);

    /** Returns the size of its frames so far, in bytes. */
    int size();

    /** Returns its frames, one after the other. To be called once, after the last event. */
    ByteBuffer frames();

    /** Told when the buffer has taken the frames. */
    void taken();
}
