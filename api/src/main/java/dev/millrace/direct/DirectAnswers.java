package dev.millrace.direct;

import dev.millrace.gate.Origins;
import dev.millrace.http.Problem;
import dev.millrace.http.StandardHeaders;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.VerdictCounts;
import dev.millrace.intake.http.EventPost;
import dev.millrace.intake.http.IntakeResponses;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.json.JsonMapper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes answers as the framework would. The most frequent answer, for one accepted event, is made once a second. Thread-safe. */
@Singleton
final class DirectAnswers {
    /** The parts that all answers of one second have in common. */
    private record Second(long number, Map<AckLevel, Ready> one) {}

    /** An answer without the object that Netty writes; shared, not to be changed. */
    private record Ready(HttpResponseStatus status, HttpHeaders headers, byte[] body) {}

    private final JsonMapper json;
    private final Origins origins;
    private volatile Second second;

    DirectAnswers(JsonMapper json, Origins origins) {
        this.json = json;
        this.origins = origins;
        this.second = make(System.currentTimeMillis() / 1000);
    }

    /** @param origin the origin whose pages may read it; null if no page asked */
    FullHttpResponse answer(EventPost post, IntakeAnswer answer, @Nullable String origin) {
        Ready ready = ready(post, answer);
        if (origin == null) {
            return response(ready);
        }
        HttpHeaders headers = ready.headers.copy();
        origins.allow(headers, origin);
        return response(new Ready(ready.status, headers, ready.body));
    }

    private Ready ready(EventPost post, IntakeAnswer answer) {
        Second now = now();
        if (answer instanceof IntakeAnswer.Kept(AckLevel level, VerdictCounts counts)
                && counts.accepted() == 1
                && counts.total() == 1) {
            return Objects.requireNonNull(now.one.get(level));
        }
        return ready(post.response(answer));
    }

    /**
     * Makes the answer for an internal error.
     *
     * @param request the id under which the log has it
     */
    FullHttpResponse failed(String request) {
        HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
        return response(ready(HttpResponse.status(status)
                .body(Problem.logged(status, "The service could not work on the request; its log says why.", request))
                .contentType(Problem.MEDIA_TYPE)));
    }

    private Second now() {
        Second known = second;
        long number = System.currentTimeMillis() / 1000;
        if (known.number != number) {
            known = make(number);
            second = known;
        }
        return known;
    }

    private Second make(long number) {
        Map<AckLevel, Ready> one = new EnumMap<>(AckLevel.class);
        for (AckLevel level : AckLevel.values()) {
            one.put(level, ready(IntakeResponses.forBatch(new IntakeAnswer.Kept(level, VerdictCounts.ofOne()))));
        }
        return new Second(number, one);
    }

    private Ready ready(HttpResponse<?> answer) {
        byte[] body = answer.getBody().map(this::bytes).orElseThrow();
        HttpHeaders headers = new DefaultHttpHeaders();
        answer.getHeaders().forEachValue(headers::add);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return new Ready(HttpResponseStatus.valueOf(answer.code()), StandardHeaders.in(headers), body);
    }

    private byte[] bytes(@Nullable Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FullHttpResponse response(Ready ready) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                ready.status,
                Unpooled.wrappedBuffer(ready.body),
                ready.headers,
                EmptyHttpHeaders.INSTANCE);
    }
}
