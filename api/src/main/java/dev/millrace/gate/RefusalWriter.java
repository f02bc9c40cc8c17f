package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.http.Problem;
import dev.millrace.http.StandardHeaders;
import io.micronaut.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Refusal} as an HTTP answer. Thread-safe. */
@Singleton
final class RefusalWriter {
    private final JsonMapper json;
    private final Origins origins;

    RefusalWriter(JsonMapper json, Origins origins) {
        this.json = json;
        this.origins = origins;
    }

    /** @param keep true if the connection goes on */
    FullHttpResponse answer(Refusal refusal, HttpRequest head, boolean keep) {
        return answer(refusal, head.headers().get(HttpHeaderNames.ORIGIN), keep);
    }

    /** @param origin the header of the request, if there was one */
    FullHttpResponse answer(Refusal refusal, @Nullable String origin, boolean keep) {
        ByteBuf body = Unpooled.wrappedBuffer(body(refusal));
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(refusal.status().getCode()),
                body);
        HttpHeaders headers = StandardHeaders.in(response.headers())
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (refusal.retryAfterSeconds() > 0) {
            headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
        }
        Key key = refusal.key();
        if (key != null) {
            RateLimitHeaders.set(headers, key.quota());
        }
        if (refusal.challenge() != null) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer " + refusal.challenge());
        }
        if (!keep) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        if (origin != null && origins.contains(origin)) {
            origins.allow(headers, origin);
        }
        return response;
    }

    private byte[] body(Refusal refusal) {
        try {
            return json.writeValueAsBytes(Problem.of(refusal.status(), refusal.field(), refusal.detail()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
