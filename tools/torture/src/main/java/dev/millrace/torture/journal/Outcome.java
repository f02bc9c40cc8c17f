package dev.millrace.torture.journal;

/** The outcome of a request, as its sender knows it. */
public enum Outcome {
    /** 202, {@code Millrace-Ack: memory}: kept unless the process dies. */
    MEMORY,
    /** 202, {@code Millrace-Ack: disk}. */
    DISK,
    /** 202, {@code Millrace-Ack: replicated}. */
    REPLICATED,
    /** 201, or 200 for an edit, {@code Millrace-Ack: stored}. */
    STORED,
    /** No event is kept, by the answer: 503 before it was taken, 413, 429. */
    REFUSED,
    /** No event is kept because all are bad: 422, 400. */
    REJECTED,
    /** There was no connection: the request never left the sender. */
    UNSENT,
    /** 503 that says that it may have been kept. */
    DOUBT,
    /** The connection ended without an answer. */
    RESET,
    /** There was no answer in time; the request may be read even after the sender's next one. */
    TIMEOUT,
    /** An answer that nobody documented, like 500. */
    WRONG;

    /**
     * Returns true if the events are kept.
     *
     * @param processLived false if the process that took them was killed
     * @param diskLived false if its disk was lost
     */
    public boolean isKept(boolean processLived, boolean diskLived) {
        return this == REPLICATED || this == STORED || (this == DISK && diskLived) || (this == MEMORY && processLived);
    }

    /** Returns true if nothing of it may be stored. */
    public boolean isNothing() {
        return this == REFUSED || this == REJECTED || this == UNSENT;
    }

    /** Returns true if the sender was told a level. */
    public boolean isAcknowledged() {
        return this == MEMORY || this == DISK || this == REPLICATED || this == STORED;
    }
}
