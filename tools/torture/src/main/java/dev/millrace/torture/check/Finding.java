package dev.millrace.torture.check;

/**
 * An error of the service.
 *
 * @param text what, where, and what was expected instead
 */
public record Finding(Kind kind, String text) {
    /** The meaning for the sender or the reader of reports. */
    public enum Kind {
        /** Acknowledged and not stored. */
        LOST,
        /** Stored as two views. */
        DOUBLED,
        /** Stored though it was refused, or as nobody sent it. */
        UNEXPLAINED,
        /** A report that is not the count of the rows. */
        REPORT,
        /** Counters that do not add up. */
        COUNTERS,
        /** An answer that is not what the documentation promises. */
        ANSWER,
        /** The service did not do what the scenario demands of it. */
        BEHAVIOUR
    }

    @Override
    public String toString() {
        return kind + ": " + text;
    }
}
