package dev.millrace.baselines.netty;

import dev.millrace.buffer.AppendResult;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.buffer.disk.DiskBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Handles one connection: answers 202 once the event is on disk; {@code GET /rows} counts the rows in the files. */
final class DurableHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final AtomicLong VERSIONS = new AtomicLong(System.currentTimeMillis() << 20);
    private static final int TABLE = 1;

    private final DiskBuffer buffer;
    private final HandParser parser = new HandParser();

    DurableHandler(DiskBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.method().equals(HttpMethod.GET)) {
            // Reads files: not for the event loop.
            Thread.ofVirtual().start(() -> answerRows(context));
            return;
        }
        byte[] row = parser.parse(request.uri(), request.content(), VERSIONS.incrementAndGet());
        if (row == null) {
            answer(context, HttpResponseStatus.BAD_REQUEST, "");
            return;
        }
        byte[] frame = new byte[FrameCodec.HEADER_BYTES + parser.length()];
        System.arraycopy(row, 0, frame, FrameCodec.HEADER_BYTES, parser.length());
        FrameCodec.writeHeader(frame, 0, TABLE, parser.day(), 1, parser.length());
        switch (buffer.append(ByteBuffer.wrap(frame))) {
            case AppendResult.Taken taken -> {
                var _ = taken.onDisk()
                        .whenComplete((_, fault) -> context.executor()
                                .execute(() -> answer(
                                        context,
                                        fault == null
                                                ? HttpResponseStatus.ACCEPTED
                                                : HttpResponseStatus.SERVICE_UNAVAILABLE,
                                        "")));
            }
            case AppendResult.Refused refused ->
                answer(context, HttpResponseStatus.SERVICE_UNAVAILABLE, refused.reason());
        }
    }

    private void answerRows(ChannelHandlerContext context) {
        AtomicLong rows = new AtomicLong();
        try {
            buffer.visitPending((Frame frame) -> {
                rows.addAndGet(frame.rowCount());
                return true;
            });
            answer(context, HttpResponseStatus.OK, rows.toString());
        } catch (IOException e) {
            answer(context, HttpResponseStatus.INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(ChannelHandlerContext context, HttpResponseStatus status, String text) {
        ByteBuf body = text.isEmpty() ? Unpooled.EMPTY_BUFFER : Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        var _ = context.writeAndFlush(response, context.voidPromise());
    }
}
