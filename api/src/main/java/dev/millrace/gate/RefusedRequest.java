package dev.millrace.gate;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A refused request, until its connection goes on or ends. The rest of its body is thrown away. */
final class RefusedRequest implements Input {
    /** A body up to this size counts as if it had arrived already. */
    private static final int SMALL_BODY_BYTES = 64 << 10;

    private final FullHttpResponse answer;
    private final boolean keep;

    /** The request, if it was let in before; later handlers keep the part of its body that has arrived. */
    private final @Nullable AdmittedRequest givenUp;

    private @Nullable ChannelFuture written;
    private boolean ended;
    private long thrownAway;

    private RefusedRequest(FullHttpResponse answer, boolean keep, boolean ended, @Nullable AdmittedRequest givenUp) {
        this.answer = answer;
        this.keep = keep;
        this.ended = ended;
        this.givenUp = givenUp;
    }

    /**
     * A request that is refused by its head.
     *
     * @param mayGoOn true if no earlier request waits, and the connection may have a next one
     */
    static RefusedRequest byHead(HttpRequest head, Refusal refusal, RefusalWriter answers, boolean mayGoOn) {
        boolean waitsToSend = HttpUtil.is100ContinueExpected(head);
        // Where the request ends is not known if it was not read.
        boolean small = head.decoderResult().isSuccess()
                && Refusal.unread(head) == null
                && !HttpUtil.isTransferEncodingChunked(head)
                && HttpUtil.getContentLength(head, 0L) <= SMALL_BODY_BYTES;
        boolean keep = small && !waitsToSend && mayGoOn && HttpUtil.isKeepAlive(head);
        // A sender that waits for "100 Continue" does not send its body now.
        return new RefusedRequest(answers.answer(refusal, head, keep), keep, waitsToSend, null);
    }

    /**
     * A request that was let in and is given up while its body arrives; the last of its connection.
     *
     * @param ended true if no more of the body is expected
     */
    static RefusedRequest inItsBody(FullHttpResponse answer, boolean ended, AdmittedRequest request) {
        return new RefusedRequest(answer, false, ended, request);
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

    /** Lets go of an answer that nobody will get, and of the memory of the body, as the connection has ended. */
    void discard(Gate gate) {
        if (written == null) {
            ReferenceCountUtil.release(answer);
        }
        if (givenUp != null) {
            gate.leave(givenUp);
        }
    }
}
