package dev.millrace.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelinePacerTest {
    private static final String SMALL = "GET /health HTTP/1.1\r\n\r\n";
    private static final Object END = new Object();

    private final ConnectionMemory memory =
            new ConnectionMemory(1 << 20, "heads_full", new GateMetrics(new SimpleMeterRegistry()));
    private final StringBuilder passed = new StringBuilder();
    private final List<Integer> slices = new ArrayList<>();
    private final List<Object> events = new ArrayList<>();
    private long requests;
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new PipelinePacer(() -> requests, memory), new Receiver());

    /** Counts requests as the codec does, by the ends of heads. */
    private final class Receiver extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            String text = ((ByteBuf) message).toString(StandardCharsets.US_ASCII);
            requests += text.split("GET", -1).length - 1;
            passed.append(text);
            slices.add(text.length());
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            events.add(event);
            events.add(passed.length());
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        assertThat(memory.held()).isZero();
    }

    private void send(String text) {
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void runOneTurn() {
        channel.advanceTimeBy(1, TimeUnit.MICROSECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void manySmallRequestsHoldTheEventLoopForASliceOnly() {
        String many = SMALL.repeat(1000);
        send(SMALL.repeat(10));
        send(many);
        assertThat(passed).hasSize(SMALL.length() * 10);
        assertThat(memory.held()).isEqualTo(many.length());
        for (int turns = 0; passed.length() < many.length() + SMALL.length() * 10; turns++) {
            assertThat(turns).isLessThan(100);
            runOneTurn();
        }
        assertThat(passed.toString()).isEqualTo(SMALL.repeat(1010));
        assertThat(slices).hasSizeGreaterThan(20).allMatch(length -> length <= PipelinePacer.SLICE_BYTES);
        assertThat(memory.held()).isZero();
    }

    @Test
    void aLargeBodyPassesAtOnce() {
        send("GET / HTTP/1.1\r\n\r\n" + "x".repeat(60_000));
        send("x".repeat(60_000));
        assertThat(slices).hasSize(2);
    }

    @Test
    void someRequestsAtOncePassAtOnce() {
        for (int i = 0; i < 10; i++) {
            send(SMALL.repeat(4));
        }
        assertThat(slices).hasSize(10);
    }

    @Test
    void theEndOfTheInputComesAfterWhatWaits() {
        send(SMALL.repeat(10));
        send(SMALL.repeat(100));
        channel.pipeline().fireUserEventTriggered(END);
        assertThat(events).isEmpty();
        while (events.isEmpty()) {
            runOneTurn();
        }
        assertThat(events).containsExactly(END, SMALL.length() * 110);
    }

    @Test
    void whatWaitsIsReleasedWhenTheConnectionEnds() {
        send(SMALL.repeat(10));
        ByteBuf bytes = Unpooled.copiedBuffer(SMALL.repeat(1000), StandardCharsets.US_ASCII);
        channel.pipeline().fireChannelRead(bytes);
        runOneTurn();
        channel.pipeline().removeFirst();
        assertThat(bytes.refCnt()).isZero();
    }
}
