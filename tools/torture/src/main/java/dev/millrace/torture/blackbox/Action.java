package dev.millrace.torture.blackbox;

import java.util.Locale;
import java.util.Optional;

/**
 * A request about one identity. Guarded by its {@link History}.
 *
 * @param <T> the value of the identity
 */
final class Action<T> {
    private static final long NOT_YET = Long.MAX_VALUE;

    private final Optional<T> outcome;
    private final boolean isPost;
    private final long began;
    private long stored = NOT_YET;

    Action(Optional<T> outcome, boolean isPost, long began) {
        this.outcome = outcome;
        this.isPost = isPost;
        this.began = began;
    }

    /** Returns the value after the request; empty after a deletion. */
    Optional<T> outcome() {
        return outcome;
    }

    boolean isPost() {
        return isPost;
    }

    boolean hasBegunBy(long time) {
        return began < time;
    }

    boolean wasStoredBy(long time) {
        return stored <= time;
    }

    void storedAt(long time) {
        stored = Math.min(stored, time);
    }

    /** Describes the action for findings: its time, in milliseconds before another time. */
    String tell(long before) {
        String what = outcome.map(value -> (isPost ? "POST " : "PUT ") + value).orElse("DELETE");
        String end = stored == NOT_YET
                ? "not known as stored"
                : String.format(Locale.ROOT, "stored %+d ms", millis(stored - before));
        return String.format(Locale.ROOT, "%s at %+d ms, %s", what, millis(began - before), end);
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
