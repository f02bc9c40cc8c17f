package dev.millrace.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.auth.LiveKeys;
import dev.millrace.buffer.Replication;
import dev.millrace.decode.DecoderPool;
import dev.millrace.decode.TestDecoderPool;
import dev.millrace.gate.Origins;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.http.AckLevels;
import dev.millrace.intake.http.EventCharge;
import dev.millrace.intake.http.EventPost;
import dev.millrace.node.NodeConfig;
import dev.millrace.node.NodeRole;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectHandlerTest {
    private static final Pattern ANSWER = Pattern.compile("<(\\d+)>");

    /** Requests whose body has been handed over, and that wait for an answer. */
    private final List<Waiting> waiting = new ArrayList<>();

    private final DecoderPool decoders = TestDecoderPool.decoders(1 << 20, 1);

    private record Waiting(String body, CompletableFuture<IntakeAnswer> answer) {
        void succeed() {
            answer.complete(new IntakeAnswer.Unreadable(IntakeAnswer.Cause.EMPTY, body));
        }
    }

    private final class Post implements EventPost {
        @Override
        public String route() {
            return "/direct";
        }

        @Override
        public CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted) {
            Waiting next = new Waiting(new String(posted.body(), StandardCharsets.UTF_8), new CompletableFuture<>());
            if (next.body.equals("<overflow>")) {
                throw new StackOverflowError();
            }
            if (next.body.endsWith("at once>")) {
                next.succeed();
            } else {
                waiting.add(next);
            }
            return next.answer;
        }

        @Override
        public HttpResponse<?> response(IntakeAnswer answer) {
            return HttpResponse.ok(((IntakeAnswer.Unreadable) answer).reason());
        }
    }

    /** Answers in order, when it is told to. */
    private static final class Framework extends ChannelInboundHandlerAdapter {
        private final Queue<String> open = new ArrayDeque<>();
        private String uri = "";

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest head) {
                uri = head.uri();
            }
            if (message instanceof LastHttpContent) {
                open.add(uri.substring(uri.lastIndexOf('/') + 1));
            }
            ReferenceCountUtil.release(message);
        }

        void answer(EmbeddedChannel channel) {
            String number = open.poll();
            if (number != null) {
                ByteBuf body = Unpooled.copiedBuffer("<" + number + ">", StandardCharsets.UTF_8);
                var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
                response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
                ChannelFuture _ = channel.pipeline().context(this).writeAndFlush(response);
            }
        }
    }

    @AfterEach
    @AfterProperty
    void stop() throws InterruptedException {
        decoders.stop();
    }

    @Property(tries = 500)
    void everyRequestIsAnsweredOnceAndInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        waiting.clear();
        Framework framework = new Framework();
        EmbeddedChannel channel = channel(framework);
        int requests = 1 + random.nextInt(60);
        StringBuilder toSend = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            toSend.append(random.nextInt(4) == 0 ? forFramework(i) : direct(i, random.nextInt(4) == 0));
        }
        while (!toSend.isEmpty()) {
            int length = Math.min(toSend.length(), 1 + random.nextInt(random.nextBoolean() ? 40 : 1000));
            channel.writeInbound(Unpooled.copiedBuffer(toSend.substring(0, length), StandardCharsets.UTF_8));
            toSend.delete(0, length);
            if (random.nextBoolean()) {
                answerSomething(random, framework, channel);
            }
        }
        StringBuilder answers = new StringBuilder();
        for (int turn = 0; turn < 20 * requests + 20; turn++) {
            answerSomething(random, framework, channel);
            answers.append(sent(channel));
        }
        assertInOrder(answers, requests);
        assertThat(channel.isOpen()).isTrue();
        ChannelFuture _ = channel.close();
    }

    @Property(tries = 50)
    void aConnectionThatIsToCloseAnswersFirst(@ForAll long seed) {
        Random random = new Random(seed);
        waiting.clear();
        Framework framework = new Framework();
        EmbeddedChannel channel = channel(framework);
        int requests = 1 + random.nextInt(5);
        for (int i = 0; i < requests; i++) {
            channel.writeInbound(Unpooled.copiedBuffer(direct(i, false), StandardCharsets.UTF_8));
        }
        ChannelFuture _ = channel.pipeline().context(framework).close();
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            assertThat(channel.isOpen()).isTrue();
            waiting.remove(random.nextInt(waiting.size())).succeed();
            channel.runPendingTasks();
            answers.append(sent(channel));
        }
        assertInOrder(answers, requests);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anExchangeThatOverflowsTheStackIsNotLeftUnanswered() {
        EmbeddedChannel channel = channel(new Framework());
        channel.writeInbound(Unpooled.copiedBuffer(post("/direct/0", "<overflow>"), StandardCharsets.UTF_8));
        channel.runPendingTasks();
        assertThat(sent(channel)).startsWith("HTTP/1.1 500");
        channel.writeInbound(Unpooled.copiedBuffer(direct(1, true), StandardCharsets.UTF_8));
        assertThat(sent(channel)).startsWith("HTTP/1.1 20");
        ChannelFuture _ = channel.close();
    }

    @Test
    void noMoreIsReadOfWhoSendsFarAheadOfItsAnswers() {
        Framework framework = new Framework();
        EmbeddedChannel channel = channel(framework);
        AtomicInteger reads = new AtomicInteger();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext context) {
                reads.incrementAndGet();
            }
        });
        for (int i = 0; i < DirectHandler.MAX_UNANSWERED; i++) {
            channel.writeInbound(Unpooled.copiedBuffer(direct(i, false), StandardCharsets.UTF_8));
        }
        int before = reads.get();
        channel.pipeline().context(framework).read();
        assertThat(reads).hasValue(before);

        waiting.getFirst().succeed();
        channel.runPendingTasks();
        assertThat(reads).hasValue(before + 1);
        ChannelFuture _ = channel.close();
    }

    private EmbeddedChannel channel(Framework framework) {
        Origins origins = new Origins(List.of(), LiveKeys.notAsked());
        EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());
        channel.pipeline()
                .addLast(new DirectHandler(
                        new DirectRoutes(
                                List.of((path, mediaType) -> path.startsWith("/direct/") ? new Post() : null),
                                new AckLevels(new NodeConfig(Set.of(NodeRole.ACCEPT), "disk"), Replication.NONE),
                                origins,
                                new EventCharge(LiveKeys.notAsked())),
                        new DirectAnswers(JsonMapper.createDefault(), origins),
                        new DirectMetrics(new SimpleMeterRegistry()),
                        new AnswerDispatcher(channel.eventLoop()),
                        decoders.bodiesOf(channel)))
                .addLast(framework);
        return channel;
    }

    private void answerSomething(Random random, Framework framework, EmbeddedChannel channel) {
        if (random.nextBoolean()) {
            framework.answer(channel);
        } else if (!waiting.isEmpty()) {
            waiting.remove(random.nextInt(waiting.size())).succeed();
        }
        if (random.nextBoolean()) {
            channel.runPendingTasks();
        }
    }

    private static String direct(int number, boolean atOnce) {
        return post("/direct/" + number, "<%s>%s".formatted(number, atOnce ? "<at once>" : ""));
    }

    private static String forFramework(int number) {
        return post("/framework/" + number, "whatever");
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s"
                .formatted(path, body.length(), body);
    }

    private static void assertInOrder(CharSequence answers, int requests) {
        assertThat(ANSWER.matcher(answers)
                        .results()
                        .map(DirectHandlerTest::number)
                        .toList())
                .isEqualTo(IntStream.range(0, requests).boxed().toList());
    }

    private static int number(MatchResult answer) {
        return Integer.parseInt(answer.group(1));
    }

    private static String sent(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (Object bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(((ByteBuf) bytes).toString(StandardCharsets.UTF_8));
            ReferenceCountUtil.release(bytes);
        }
        return text.toString();
    }
}
