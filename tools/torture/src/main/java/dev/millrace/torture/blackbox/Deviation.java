package dev.millrace.torture.blackbox;

import java.util.Optional;

/**
 * A figure that cannot be.
 *
 * @param what it is about
 */
record Deviation(String what, String got, String least, String most, Kind kind) {
    /** The kind of error. */
    enum Kind {
        /** A row is missing. */
        LOST,
        /** A row counts twice. */
        DOUBLED,
        /** A row that should not exist, or a value that nobody sent. */
        UNEXPLAINED
    }

    /** Compares a figure with its bounds; empty if it is within them. */
    static Optional<Deviation> of(String what, long got, long least, long most) {
        if (got >= least && got <= most) {
            return Optional.empty();
        }
        Kind kind = got < least ? Kind.LOST : most == 0 ? Kind.UNEXPLAINED : Kind.DOUBLED;
        return Optional.of(new Deviation(what, Long.toString(got), Long.toString(least), Long.toString(most), kind));
    }

    @Override
    public String toString() {
        String right = least.equals(most) ? least : "%s to %s".formatted(least, most);
        return "%s: %s, not %s".formatted(what, got, right);
    }
}
