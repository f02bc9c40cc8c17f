package dev.millrace.gate;

import dev.millrace.auth.Key;
import dev.millrace.auth.Quota;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Tells senders with a limited key how much they may send and how much is left.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">the IETF's draft</a>
 */
final class RateLimitHeaders {
    private static final AsciiString POLICY = AsciiString.cached("ratelimit-policy");
    private static final AsciiString LEFT = AsciiString.cached("ratelimit");

    private RateLimitHeaders() {}

    /** Returns the answer with the headers, if the key of its request is limited. */
    static HttpResponse in(HttpResponse answer, @Nullable AdmittedRequest request) {
        Key key = request == null ? null : request.key();
        Quota quota = key == null ? null : key.quota();
        if (quota == null) {
            return answer;
        }
        if (!(answer instanceof FullHttpResponse full)) {
            set(answer.headers(), quota);
            return answer;
        }
        // Frequent answers share their headers.
        HttpHeaders headers = full.headers().copy();
        set(headers, quota);
        return new DefaultFullHttpResponse(
                full.protocolVersion(), full.status(), full.content(), headers, full.trailingHeaders());
    }

    /** Sets the headers; does nothing without a quota. */
    static void set(HttpHeaders headers, @Nullable Quota quota) {
        if (quota != null) {
            headers.set(POLICY, quota.policy()).set(LEFT, quota.left());
        }
    }
}
