package dev.millrace.gate;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/** Lets those behind the gate say early that a body is not in memory any more: otherwise it counts until it is answered. */
public final class BodyMemory {
    private static final AttributeKey<Runnable> LAST = AttributeKey.valueOf(BodyMemory.class, "last");

    private BodyMemory() {}

    static void install(Channel connection, Runnable giveLastBack) {
        connection.attr(LAST).set(giveLastBack);
    }

    /** Gives back what the newest request's body takes, whose end has just come. On the connection's event loop. */
    public static void giveLastBack(Channel connection) {
        Runnable gate = connection.attr(LAST).get();
        if (gate != null) {
            gate.run();
        }
    }
}
