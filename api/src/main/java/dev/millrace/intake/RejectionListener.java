package dev.millrace.intake;

/** Is told of the events that can never be accepted as they are, with their bytes. */
@FunctionalInterface
public interface RejectionListener {
    /** For senders who are told by the answer. */
    RejectionListener IGNORED = (_, _, _, _) -> {};

    /**
     * Told of each in turn. Not of those that are too long to be looked at, and not of what is wrong between events: an answer's tally
     * counts these, too.
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
