package dev.millrace.intake;

/** Decodes one kind of event: validates an event's bytes and encodes its row. One for each request; not thread-safe. */
@FunctionalInterface
public interface EventDecoder {
    /**
     * Decodes one event.
     *
     * @param bytes UTF-8 JSON from {@code from} to {@code to}; not to be kept
     * @param rows takes the row, whole or not at all: only with {@link Verdict.Accepted}
     */
    Verdict decode(byte[] bytes, int from, int to, FrameWriter rows);
}
