package dev.millrace.gate;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose sender has ended its side when all whole requests are answered, and not before. One for each connection, used by
 * its event loop only. A sender that is gone for good looks the same: its requests are done, and the write of the first answer fails.
 */
final class HalfCloseHandler extends ChannelDuplexHandler {
    /** Whole requests without a whole answer. */
    private int unanswered;

    private @Nullable ChannelFuture lastAnswer;

    private boolean inRequest;
    private boolean ended;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            inRequest = true;
        }
        if (message instanceof LastHttpContent && inRequest) {
            inRequest = false;
            unanswered++;
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        ChannelPromise written = promise;
        if (message instanceof LastHttpContent && !interim) {
            unanswered--;
            written = promise.unvoid();
            lastAnswer = written;
        }
        super.write(context, message, written);
        if (written == lastAnswer) {
            closeIfDone(context);
        }
    }

    /** Ignores reads after the end of input: nothing would come, and Netty's epoll transport fails on them. */
    @Override
    public void read(ChannelHandlerContext context) throws Exception {
        if (!ended) {
            super.read(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ended = true;
            closeIfDone(context);
        }
        super.userEventTriggered(context, event);
    }

    private void closeIfDone(ChannelHandlerContext context) {
        if (!ended || unanswered > 0) {
            return;
        }
        ChannelFuture last = lastAnswer;
        if (last == null) {
            ChannelFuture _ = context.close();
        } else {
            // With io_uring a write may still be under way, and would be lost.
            last.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
