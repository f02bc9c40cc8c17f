package dev.millrace.direct;

import dev.millrace.decode.ConnectionBodies;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** Lets a connection stop reading a body whose sender has a long backlog of bodies to decode. Belongs to its event loop. */
final class DecoderWait {
    private final ConnectionBodies bodies;
    private boolean isWaiting;

    DecoderWait(ConnectionBodies bodies) {
        this.bodies = bodies;
    }

    /**
     * Returns true if the rest of the body is not to be read now.
     *
     * @param receiving null if no body arrives
     * @param readOn is called when it may be read
     */
    boolean holdsUp(@Nullable Exchange receiving, ChannelHandlerContext here, Runnable readOn) {
        if (!isWaiting && receiving != null) {
            isWaiting = bodies.shouldWait(
                    receiving.length(),
                    () -> here.executor().execute(() -> {
                        isWaiting = false;
                        if (!here.isRemoved()) {
                            readOn.run();
                        }
                    }));
        }
        return isWaiting;
    }
}
