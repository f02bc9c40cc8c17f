package dev.millrace.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Works as Netty's HttpServerCodec, and tells the {@link ConnectionMemory} of heads how much memory an incomplete head holds. One for each
 * connection, used by its event loop only.
 */
final class ServerCodec extends CombinedChannelDuplexHandler<HttpRequestDecoder, HttpResponseEncoder> {
    /** The most memory for each byte of a header line: a header such as {@code a:} becomes an object. */
    private static final int COST_OF_HEADER_BYTE = 32;

    /** The methods of unanswered requests: the form of an answer to HEAD or CONNECT depends on them. */
    private final Queue<HttpMethod> methods = new ArrayDeque<>(2);

    private final ConnectionMemory heads;
    private long requests;

    ServerCodec(HttpDecoderConfig config, ConnectionMemory heads) {
        this.heads = heads;
        init(new Decoder(config), new Encoder());
    }

    /** How many heads of requests have come so far. */
    long requests() {
        return requests;
    }

    private final class Decoder extends HttpRequestDecoder {
        /** Set when the first head arrives in several parts. */
        private ConnectionMemory.@Nullable Share head;

        private long counted;

        /** The bytes that were read since the last message came out: they belong to headers. */
        private long parsed;

        Decoder(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            int before = in.readableBytes();
            int first = out.size();
            super.decode(context, in, out);
            if (out.size() == first) {
                parsed += before - in.readableBytes();
                return;
            }
            parsed = 0;
            for (int i = first; i < out.size(); i++) {
                if (out.get(i) instanceof HttpRequest request) {
                    methods.add(request.method());
                    requests++;
                }
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            super.channelRead(context, message);
            if (parsed > 0 || counted > 0 || actualReadableBytes() > 0) {
                count(context);
            }
        }

        /** A buffer is kept as a whole, however little of it is left. */
        private void count(ChannelHandlerContext context) {
            long cost = (actualReadableBytes() > 0 ? internalBuffer().capacity() : 0) + COST_OF_HEADER_BYTE * parsed;
            if (cost != counted) {
                if (head == null) {
                    head = heads.share(context.channel());
                }
                counted = cost;
                head.holds(cost);
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
            if (head != null) {
                head.holds(0);
            }
            super.handlerRemoved0(context);
        }
    }

    private final class Encoder extends HttpResponseEncoder {
        private boolean connects;

        @Override
        protected void sanitizeHeadersBeforeEncode(HttpResponse answer, boolean isAlwaysEmpty) {
            if (!isAlwaysEmpty && connects && answer.status().codeClass() == HttpStatusClass.SUCCESS) {
                answer.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            } else {
                super.sanitizeHeadersBeforeEncode(answer, isAlwaysEmpty);
            }
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse answer) {
            if (answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                // An answer to the same request follows.
                return super.isContentAlwaysEmpty(answer);
            }
            HttpMethod method = methods.poll();
            connects = HttpMethod.CONNECT.equals(method);
            return HttpMethod.HEAD.equals(method) || super.isContentAlwaysEmpty(answer);
        }
    }
}
