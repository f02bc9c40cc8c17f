package dev.millrace.torture.blackbox;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which users were erased, and when. All views of a round are earlier, so an erased user has none. Thread-safe. */
final class Erasures {
    /** The effect of an erasure on a user's views. */
    enum Effect {
        NONE,
        PERHAPS,
        GONE
    }

    private record Times(long began, long done) {}

    private final Map<Long, Times> byUser = new ConcurrentHashMap<>();

    /** Notes one that is about to be asked for. */
    void begin(long user) {
        byUser.put(user, new Times(System.nanoTime(), Long.MAX_VALUE));
    }

    /** Notes that it was said to be done. */
    void done(long user) {
        byUser.computeIfPresent(user, (_, times) -> new Times(times.began(), System.nanoTime()));
    }

    boolean isErased(long user) {
        return byUser.containsKey(user);
    }

    /** Returns the effects that a report may show which was asked and answered at these times. */
    Effect between(long user, long asked, long answered) {
        Times times = byUser.get(user);
        if (times == null || times.began() >= answered) {
            return Effect.NONE;
        }
        return times.done() <= asked ? Effect.GONE : Effect.PERHAPS;
    }

    /** Describes the erasure for findings. */
    String tell(long user, long time) {
        Times times = byUser.get(user);
        if (times == null) {
            return "";
        }
        String done = times.done() == Long.MAX_VALUE
                ? "not done"
                : String.format(Locale.ROOT, "done %+d ms", (times.done() - time) / 1_000_000);
        return String.format(
                Locale.ROOT, "user %s erased at %+d ms, %s", user, (times.began() - time) / 1_000_000, done);
    }
}
