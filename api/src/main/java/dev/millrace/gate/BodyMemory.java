package dev.millrace.gate;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Lets handlers after the gate decide how long a body counts as in memory: otherwise it counts until it is answered. */
public final class BodyMemory {
    private static final AttributeKey<Newest> NEWEST = AttributeKey.valueOf(BodyMemory.class, "newest");

    private static final Kept UNCOUNTED = new Kept("nobody", () -> {});

    private BodyMemory() {}

    /** A connection's newest request, which has just ended. On the connection's event loop. */
    interface Newest {
        void giveBack();

        @Nullable
        Kept keep(long bytes);
    }

    /**
     * The memory of a body that outlives its request.
     *
     * @param sender the name of a key, or else an address
     * @param giveBack gives the memory back, once, on any thread
     */
    public record Kept(Object sender, Runnable giveBack) {}

    static void install(Channel connection, Newest newest) {
        connection.attr(NEWEST).set(newest);
    }

    /** Gives back the memory of the newest request's body, which has just ended. On the connection's event loop. */
    public static void giveLastBack(Channel connection) {
        Newest newest = connection.attr(NEWEST).get();
        if (newest != null) {
            newest.giveBack();
        }
    }

    /**
     * Counts the body of a request that has just ended until its memory is given back, even if the connection ends earlier. On the
     * connection's event loop.
     *
     * @return null if there is no memory for it
     */
    public static @Nullable Kept keepLast(Channel connection, long bytes) {
        Newest newest = connection.attr(NEWEST).get();
        return newest == null ? UNCOUNTED : newest.keep(bytes);
    }
}
