package dev.millrace.torture.blackbox;

import java.util.Optional;

/**
 * A figure that cannot be.
 *
 * @param what it is about
 */
record Deviation(String what, String got, String least, String most, Kind kind) {
    /** In which direction it is wrong. */
    enum Kind {
        /** Something is missing. */
        LOST,
        /** Something counts twice. */
        DOUBLED,
        /** Something is there that should not be at all, or has a value that nobody sent. */
        UNEXPLAINED
    }

    /** Nothing if the figure is in its bounds. */
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
