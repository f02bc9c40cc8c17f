package dev.millrace.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * Refuses a request before its body is read when there is no memory for it. One for each connection, used by its event loop only: what
 * its requests take is given back when they are answered, in order, or when the connection ends.
 */
final class BodyBudgetHandler extends ChannelDuplexHandler {
    private static final String REFUSAL = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
            + "\"detail\":\"Too many bodies are being received at the moment.\"}";

    private final BodyBudget budget;
    private final ArrayDeque<Long> taken = new ArrayDeque<>();

    /** True from a refusal to the end of the body that was refused. */
    private boolean refusing;

    BodyBudgetHandler(BodyBudget budget) {
        this.budget = budget;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (refusing) {
            boolean last = message instanceof LastHttpContent;
            ReferenceCountUtil.release(message);
            if (last) {
                ChannelFuture _ = context.close();
            }
            return;
        }
        if (message instanceof HttpRequest request) {
            long cost =
                    budget.cost(HttpUtil.getContentLength(request, 0L), HttpUtil.isTransferEncodingChunked(request));
            if (!budget.take(cost)) {
                refuse(context, request);
                return;
            }
            taken.add(cost);
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (refusing) {
            // Nobody behind this handler asks for more: they do not know of the request.
            context.read();
        }
        super.channelReadComplete(context);
    }

    /** The body that follows is read and thrown away, so that the sender gets to see the answer; then the connection ends. */
    private void refuse(ChannelHandlerContext context, HttpRequest request) {
        refusing = true;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                ByteBufUtil.encodeString(context.alloc(), CharBuffer.wrap(REFUSAL), StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .set(HttpHeaderNames.CONTENT_LENGTH, REFUSAL.length())
                .set(HttpHeaderNames.RETRY_AFTER, "1")
                .set(HttpHeaderNames.CONNECTION, "close");
        // A sender that waits for "100 Continue" will not send its body now.
        boolean bodyFollows = !HttpUtil.is100ContinueExpected(request);
        ReferenceCountUtil.release(request);
        ChannelFuture written = context.writeAndFlush(response);
        if (!bodyFollows) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim && !taken.isEmpty()) {
            budget.giveBack(taken.remove());
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        taken.forEach(budget::giveBack);
        taken.clear();
        super.channelInactive(context);
    }
}
