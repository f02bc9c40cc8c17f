package dev.millrace.gate;

import dev.millrace.auth.Key;
import io.micronaut.http.HttpStatus;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a request is refused.
 *
 * @param reason value of the tag in the metrics: one of a few
 * @param field the wrong header or the body, if that is the reason
 * @param detail one sentence for the sender
 * @param retryAfterSeconds the time after which the same request may succeed; 0 if never
 * @param challenge for 401 and 403: the header {@code WWW-Authenticate}, without its scheme
 * @param key the key of the sender, if known
 */
record Refusal(
        HttpStatus status,
        String reason,
        @Nullable String field,
        String detail,
        long retryAfterSeconds,
        @Nullable String challenge,
        @Nullable Key key) {
    private static final Refusal UNKNOWN_VERSION = new Refusal(
            HttpStatus.BAD_REQUEST, "version", null, "HTTP/1.1 and HTTP/1.0 are spoken here.", 0, null, null);

    /** Returns why a head is refused before it is read: the framework would answer in a version that it does not speak. Null for others. */
    static @Nullable Refusal unread(HttpRequest head) {
        HttpVersion version = head.protocolVersion();
        boolean isSpoken = version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
        return isSpoken ? null : UNKNOWN_VERSION;
    }

    static Refusal unauthorized(String reason, String challenge, String detail) {
        return new Refusal(HttpStatus.UNAUTHORIZED, reason, "Authorization", detail, 0, challenge, null);
    }

    /** @param key a key that is not valid now */
    static Refusal invalid(String reason, String challenge, Key key, String detail) {
        return new Refusal(HttpStatus.UNAUTHORIZED, reason, "Authorization", detail, 0, challenge, key);
    }

    static Refusal misdirected(String detail) {
        return new Refusal(HttpStatus.MISDIRECTED_REQUEST, "role", null, detail, 0, null, null);
    }

    static Refusal badTarget(String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, "target", null, detail, 0, null, null);
    }

    static Refusal forbidden(String reason, @Nullable String challenge, Key key, String detail) {
        return new Refusal(HttpStatus.FORBIDDEN, reason, null, detail, 0, challenge, key);
    }

    /** @param header the header that shows that the request comes from another site */
    static Refusal foreign(String reason, String header, String detail) {
        return new Refusal(HttpStatus.FORBIDDEN, reason, header, detail, 0, null, null);
    }

    static Refusal broken(@Nullable Key key, String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, "broken_body", "body", detail, 0, null, key);
    }

    static Refusal tooLarge(String reason, @Nullable Key key, String detail) {
        return new Refusal(HttpStatus.REQUEST_ENTITY_TOO_LARGE, reason, "body", detail, 0, null, key);
    }

    static Refusal busy(String reason, long retryAfterSeconds, @Nullable Key key, String detail) {
        return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, reason, null, detail, retryAfterSeconds, null, key);
    }

    static Refusal tooMuch(long retryAfterSeconds, Key key, String detail) {
        return new Refusal(HttpStatus.TOO_MANY_REQUESTS, "quota", null, detail, retryAfterSeconds, null, key);
    }

    static Refusal tooSlow(@Nullable Key key, String detail) {
        return new Refusal(HttpStatus.REQUEST_TIMEOUT, "slow_body", "body", detail, 0, null, key);
    }
}
