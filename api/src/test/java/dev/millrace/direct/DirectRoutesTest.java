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
import io.micronaut.http.HttpResponse;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectRoutesTest {
    private static final EventPost POST = new EventPost() {
        @Override
        public String route() {
            return "/events";
        }

        @Override
        public CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted) {
            return CompletableFuture.completedFuture(
                    new IntakeAnswer.Unreadable(IntakeAnswer.Cause.EMPTY, wanted.wireName()));
        }

        @Override
        public HttpResponse<?> response(IntakeAnswer answer) {
            return HttpResponse.ok();
        }
    };

    private final DirectRoutes routes = new DirectRoutes(
            List.of((path, mediaType) -> path.equals("/events") && mediaType.equals("application/json") ? POST : null),
            new AckLevels(new NodeConfig(Set.of(NodeRole.ACCEPT), "disk"), Replication.NONE),
            new Origins(List.of("https://shop.example"), LiveKeys.notAsked()),
            new EventCharge(LiveKeys.notAsked()));

    @Test
    void aPlainPostIsDirect() {
        assertThat(routes.begin(post("/events"))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /events              | disk
            /events?ack=disk     | disk
            /events?ack=memory   | memory
            /events?ack=stored   | stored
            """)
    void theLevelIsTheOneThatIsAskedFor(String uri, String level) throws Exception {
        Exchange exchange = Objects.requireNonNull(routes.begin(post(uri)));
        DecoderPool decoders = TestDecoderPool.decoders(1, 1);
        assertThat(exchange.accept(decoders.bodiesOf(new EmbeddedChannel()))
                        .toCompletableFuture()
                        .get())
                .isEqualTo(new IntakeAnswer.Unreadable(IntakeAnswer.Cause.EMPTY, level));
        decoders.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "Accept, */*",
        "Accept, application/json",
        "Accept, 'application/json, text/plain, */*'",
        "Content-Type, Application/JSON",
        "Content-Type, application/json; charset=UTF-8",
        "Origin, https://shop.example",
        "Content-Encoding, gzip"
    })
    void whatManySendersSayIsPlain(String name, String value) {
        HttpRequest head = post("/events");
        head.headers().set(name, value);
        assertThat(routes.begin(head)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Accept, text/html",
        "Content-Type, text/plain",
        "Content-Type, application/json; charset=latin1",
        "Origin, https://other.example",
        "Expect, 100-continue",
        "Connection, close",
        "Upgrade, h2c",
        "Transfer-Encoding, chunked"
    })
    void whatNeedsMoreThanAnAnswerIsForTheFramework(String name, String value) {
        HttpRequest head = post("/events");
        head.headers().set(name, value);
        assertThat(routes.begin(head)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/other", "/events/", "/events?ack=maybe", "/events?other=1", "/events?ack=disk&other=1", "/events?"})
    void anotherUriIsForTheFramework(String uri) {
        assertThat(routes.begin(post(uri))).isNull();
    }

    @Test
    void anotherMethodOrVersionIsForTheFramework() {
        HttpRequest put = post("/events").setMethod(HttpMethod.PUT);
        HttpRequest old = post("/events").setProtocolVersion(HttpVersion.HTTP_1_0);
        assertThat(routes.begin(put)).isNull();
        assertThat(routes.begin(old)).isNull();
    }

    @Test
    void aBodyWithoutALengthOrATypeIsForTheFramework() {
        HttpRequest withoutLength = post("/events");
        withoutLength.headers().remove("Content-Length");
        HttpRequest withoutType = post("/events");
        withoutType.headers().remove("Content-Type");
        assertThat(routes.begin(withoutLength)).isNull();
        assertThat(routes.begin(withoutType)).isNull();
    }

    private static HttpRequest post(String uri) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri);
        head.headers().set("Content-Type", "application/json").set("Content-Length", "2");
        return head;
    }
}
