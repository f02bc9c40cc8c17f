package dev.millrace.gate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that were written to a connection and are not read. Belongs to its event loop. */
final class UnreadAnswers {
    private final ConnectionMemory memory;
    private final Duration timeout;

    /** Null while that was never much. */
    private ConnectionMemory.@Nullable Share share;

    /** The time since which more is written than the client reads; 0 if it reads. */
    private long stalledNanos;

    UnreadAnswers(ConnectionMemory memory, Duration timeout) {
        this.memory = memory;
        this.timeout = timeout;
    }

    /** Counts a write, which is done when the promise is kept. */
    void written(ChannelHandlerContext context, ChannelPromise promise) {
        if (bytes(context) > ConnectionMemory.SMALL_BYTES) {
            note(context);
            // Afterwards: a promise is completed before its bytes are subtracted from the pending ones.
            promise.addListener(_ -> context.executor().execute(() -> note(context)));
        }
    }

    /** Notes that the connection begins or ceases to take more. */
    void writabilityChanged(ChannelHandlerContext context) {
        stalledNanos = context.channel().isWritable() ? 0 : System.nanoTime();
    }

    /** Returns true if the client has read too little for too long. */
    boolean isStalled() {
        return stalledNanos != 0 && System.nanoTime() - stalledNanos > timeout.toNanos();
    }

    /** Gives back what was counted. */
    void end() {
        if (share != null) {
            share.holds(0);
        }
    }

    private void note(ChannelHandlerContext context) {
        if (!context.isRemoved()) {
            if (share == null) {
                share = memory.share(context.channel());
            }
            share.holds(bytes(context));
        }
    }

    private static long bytes(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
