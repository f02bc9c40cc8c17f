package dev.millrace.baselines.netty;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends every body to Kafka as it came, one record each, and answers 202 when all brokers in sync have it: a plain producer behind a bare
 * server, which looks into nothing.
 */
public final class KafkaServer {
    private static final int MAX_BODY_BYTES = 8 << 20;

    private KafkaServer() {}

    /** @param args port, transport, addresses of the brokers, and topic */
    static void main(String[] args) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                args[2],
                "acks",
                "all",
                "compression.type",
                "lz4",
                "max.request.size",
                2 * MAX_BODY_BYTES);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        NettyServer.start(Integer.parseInt(args[0]), args[1], () ->
                new ChannelHandler[] {new HttpObjectAggregator(MAX_BODY_BYTES), new Forward(producer, args[3])});
    }

    private static final class Forward extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final KafkaProducer<byte[], byte[]> producer;
        private final String topic;

        Forward(KafkaProducer<byte[], byte[]> producer, String topic) {
            this.producer = producer;
            this.topic = topic;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            byte[] body = ByteBufUtil.getBytes(request.content());
            Future<RecordMetadata> _ = producer.send(
                    new ProducerRecord<>(topic, body),
                    (_, failure) -> context.executor().execute(() -> answer(context, failure == null)));
        }

        private static void answer(ChannelHandlerContext context, boolean isTaken) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    isTaken ? HttpResponseStatus.ACCEPTED : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    Unpooled.EMPTY_BUFFER);
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
            var _ = context.writeAndFlush(response, context.voidPromise());
        }
    }
}
