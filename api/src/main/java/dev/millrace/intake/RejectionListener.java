package dev.millrace.intake;

/** Receives the events that can never be accepted as they are, with their bytes. */
@FunctionalInterface
public interface RejectionListener {
    /** Ignores rejections, for senders that see them in the answer. */
    RejectionListener IGNORED = (_, _, _, _) -> {};

    /**
     * Receives a rejected event. Events that are too long to be read and errors between events are not reported here; only the counts of
     * the answer include them.
     *
     * @param bytes hold it from {@code from} to {@code to}; not to be kept
     */
    void rejected(byte[] bytes, int from, int to, Verdict.Rejected verdict);

    /** The decoder, which tells of what it rejects. */
    default EventDecoder from(EventDecoder decoder) {
        if (this == IGNORED) {
            return decoder;
        }
        return (bytes, from, to, rows) -> {
            Verdict verdict = decoder.decode(bytes, from, to, rows);
            if (verdict instanceof Verdict.Rejected rejection) {
                rejected(bytes, from, to, rejection);
            }
            return verdict;
        };
    }
}
