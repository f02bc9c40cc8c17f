package dev.millrace.gate;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A refused request, until its connection goes on or ends. The rest of its body is thrown away. */
final class RefusedRequest {
    private final FullHttpResponse answer;
    private final boolean keep;
    private @Nullable ChannelFuture written;
    private boolean ended;
    private long thrownAway;

    /**
     * @param keep true if the connection goes on after the end of the body
     * @param ended true if no more of the body is expected
     */
    RefusedRequest(FullHttpResponse answer, boolean keep, boolean ended) {
        this.answer = answer;
        this.keep = keep;
        this.ended = ended;
    }

    /** Writes the answer. To be called once, when it is its turn. */
    void answer(ChannelHandlerContext context) {
        ChannelFuture future = context.writeAndFlush(answer);
        written = future;
        if (ended && !keep) {
            future.addListener(ChannelFutureListener.CLOSE);
        }
    }

    boolean isAnswered() {
        return written != null;
    }

    /** Returns true if the next message is a new request. */
    boolean throwAway(Object message, long maxBytes) {
        if (message instanceof HttpContent content) {
            thrownAway += content.content().readableBytes();
            ended |= message instanceof LastHttpContent;
        }
        ReferenceCountUtil.release(message);
        ChannelFuture future = written;
        if (future == null) {
            return false;
        }
        if (ended && keep) {
            return true;
        }
        if (ended || thrownAway > maxBytes) {
            future.addListener(ChannelFutureListener.CLOSE);
        }
        return false;
    }

    /** Lets go of an answer that nobody will get. */
    void discard() {
        if (written == null) {
            ReferenceCountUtil.release(answer);
        }
    }
}
