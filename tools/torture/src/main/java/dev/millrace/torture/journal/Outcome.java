package dev.millrace.torture.journal;

/** What became of a request, as its sender knows it. */
public enum Outcome {
    /** 202, {@code Millrace-Ack: memory}: kept unless the process dies. */
    MEMORY,
    /** 202, {@code Millrace-Ack: disk}. */
    DISK,
    /** 201, or 200 for an edit, {@code Millrace-Ack: stored}. */
    STORED,
    /** Nothing is kept of it, by its answer: 503 before it was taken, 413, 429. */
    REFUSED,
    /** Nothing is kept of it because all of it is bad: 422, 400. */
    REJECTED,
    /** No connection: it never left the sender. */
    UNSENT,
    /** 503 that says that it may have been kept. */
    DOUBT,
    /** The connection ended without an answer. */
    RESET,
    /** No answer in time; it may even be read after what the sender sends next. */
    TIMEOUT,
    /** An answer that nobody documented, like 500. */
    WRONG;

    /** True if the events are kept, whatever happens to the process when {@code processLived} is false. */
    public boolean isKept(boolean processLived) {
        return this == DISK || this == STORED || (this == MEMORY && processLived);
    }

    /** True if nothing of it may be stored. */
    public boolean isNothing() {
        return this == REFUSED || this == REJECTED || this == UNSENT;
    }

    /** True if the sender was told a level. */
    public boolean isAcknowledged() {
        return this == MEMORY || this == DISK || this == STORED;
    }
}
