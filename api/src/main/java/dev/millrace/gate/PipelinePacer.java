package dev.millrace.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the bytes of a connection that sends many small requests at once to the codec in slices, and lets the event loop serve its other
 * connections between two slices. Bytes of other connections pass untouched. One for each connection, used by its event loop only.
 *
 * <p>What waits here counts as memory of heads: see {@link ConnectionMemory}.
 */
final class PipelinePacer extends ChannelDuplexHandler {
    /** The length of a slice: about ten requests. */
    static final int SLICE_BYTES = 1024;

    /** Requests of fewer bytes on average are small. */
    private static final int SMALL_REQUEST_BYTES = 512;

    /** So many at once are not many, however small they are. */
    private static final int FEW_REQUESTS = 4;

    private final LongSupplier requests;
    private final ConnectionMemory memory;

    /** Buffers, and after the last of them events such as the end of the input, in the order of their arrival. */
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();

    private ConnectionMemory.@Nullable Share share;
    private long waitingBytes;
    private boolean sendsMany;
    private boolean isScheduled;
    private boolean wantsRead;

    /** @param requests how many requests the codec has made of the bytes so far */
    PipelinePacer(LongSupplier requests, ConnectionMemory memory) {
        this.requests = requests;
        this.memory = memory;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && waiting.isEmpty() && !mustWait(bytes)) {
            pass(context, bytes);
        } else {
            add(context, message);
        }
    }

    private boolean mustWait(ByteBuf bytes) {
        return sendsMany && bytes.readableBytes() > SLICE_BYTES;
    }

    private void pass(ChannelHandlerContext context, ByteBuf bytes) {
        long before = requests.getAsLong();
        int length = bytes.readableBytes();
        context.fireChannelRead(bytes);
        long decoded = requests.getAsLong() - before;
        sendsMany = decoded > FEW_REQUESTS && length < decoded * SMALL_REQUEST_BYTES;
    }

    private void add(ChannelHandlerContext context, Object message) {
        waiting.add(message);
        if (message instanceof ByteBuf bytes) {
            count(context, bytes.readableBytes());
        }
        schedule(context);
    }

    private void count(ChannelHandlerContext context, long change) {
        if (share == null) {
            share = memory.share(context.channel());
        }
        waitingBytes += change;
        share.holds(waitingBytes);
    }

    private void schedule(ChannelHandlerContext context) {
        if (!isScheduled) {
            isScheduled = true;
            // Not execute(): the event loop runs its tasks until there is none, and would not read other connections
            // before.
            ScheduledFuture<?> _ = context.executor().schedule(() -> goOn(context), 1, TimeUnit.NANOSECONDS);
        }
    }

    private void goOn(ChannelHandlerContext context) {
        isScheduled = false;
        if (context.isRemoved() || waiting.isEmpty()) {
            return;
        }
        if (waiting.peek() instanceof ByteBuf bytes) {
            boolean isLast = !mustWait(bytes);
            count(context, -(isLast ? bytes.readableBytes() : SLICE_BYTES));
            ByteBuf slice = isLast ? bytes : bytes.readRetainedSlice(SLICE_BYTES);
            if (isLast) {
                waiting.remove();
            }
            pass(context, slice);
        }
        while (!waiting.isEmpty() && !(waiting.peek() instanceof ByteBuf)) {
            context.fireUserEventTriggered(waiting.remove());
        }
        context.fireChannelReadComplete();
        if (!waiting.isEmpty()) {
            schedule(context);
        } else if (wantsRead) {
            wantsRead = false;
            context.read();
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (waiting.isEmpty()) {
            context.read();
        } else {
            wantsRead = true;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (waiting.isEmpty()) {
            context.fireUserEventTriggered(event);
        } else {
            add(context, event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        for (Object message : waiting) {
            if (message instanceof ByteBuf bytes) {
                bytes.release();
            }
        }
        waiting.clear();
        if (share != null) {
            share.holds(0);
        }
    }
}
