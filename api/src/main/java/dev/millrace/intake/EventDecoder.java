package dev.millrace.intake;

/** Knows one kind of event: validates what one event's bytes say and encodes its row. One for each request; not thread-safe. */
@FunctionalInterface
public interface EventDecoder {
    /**
     * Looks at one event.
     *
     * @param bytes UTF-8 JSON from {@code from} to {@code to}; not to be kept
     * @param rows takes the row, whole or not at all: only with {@link Verdict.Accepted}
     */
    Verdict decode(byte[] bytes, int from, int to, FrameWriter rows);
}
