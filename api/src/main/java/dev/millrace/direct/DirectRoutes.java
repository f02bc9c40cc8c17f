package dev.millrace.direct;

import dev.millrace.gate.Origins;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.http.AckLevels;
import dev.millrace.intake.http.EventCharge;
import dev.millrace.intake.http.EventPost;
import dev.millrace.intake.http.EventPosts;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recognises requests that need nothing of the framework: plain POSTs of events. Thread-safe. */
@Singleton
final class DirectRoutes {
    private static final String ACK = "ack=";
    private static final String ANYTHING = "*/*";
    private static final String JSON = "application/json";

    private final List<EventPosts> routes;
    private final AckLevels levels;
    private final Origins origins;
    private final EventCharge charge;

    DirectRoutes(Collection<EventPosts> routes, AckLevels levels, Origins origins, EventCharge charge) {
        this.routes = List.copyOf(routes);
        this.levels = levels;
        this.origins = origins;
        this.charge = charge;
    }

    /** Begins an exchange; null if the request is for the framework. */
    @Nullable
    Exchange begin(HttpRequest head) {
        if (!head.method().equals(HttpMethod.POST)
                || !head.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || head.decoderResult().isFailure()
                || !isPlain(head)) {
            return null;
        }
        long length = HttpUtil.getContentLength(head, -1L);
        String uri = head.uri();
        int query = uri.indexOf('?');
        AckLevel wanted = query < 0 ? levels.byDefault() : ack(uri, query + 1);
        String mediaType = mediaType(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
        if (length < 0 || length > Integer.MAX_VALUE || wanted == null || mediaType == null) {
            return null;
        }
        String path = query < 0 ? uri : uri.substring(0, query);
        for (EventPosts route : routes) {
            EventPost post = route.find(path, mediaType);
            if (post != null) {
                return new Exchange(
                        post,
                        wanted,
                        (int) length,
                        head.headers().get(HttpHeaderNames.CONTENT_ENCODING),
                        head.headers().get(HttpHeaderNames.USER_AGENT),
                        head.headers().get(HttpHeaderNames.ORIGIN),
                        EventCharge.sender(head.headers()));
            }
        }
        return null;
    }

    /** Takes what a request brought from the quota of its key. */
    void charge(Exchange exchange, IntakeAnswer answer) {
        charge.charge(exchange.sender(), answer);
    }

    private boolean isPlain(HttpRequest head) {
        HttpHeaders headers = head.headers();
        String accept = headers.get(HttpHeaderNames.ACCEPT);
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return (accept == null || accept.contains(ANYTHING) || accept.equals(JSON))
                && (origin == null || origins.contains(origin))
                && !headers.contains(HttpHeaderNames.EXPECT)
                && !headers.contains(HttpHeaderNames.UPGRADE)
                && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                && HttpUtil.isKeepAlive(head);
    }

    /** Returns the value of {@code ack} if it is the only parameter, and valid; null otherwise: the framework answers. */
    private @Nullable AckLevel ack(String uri, int from) {
        return uri.startsWith(ACK, from)
                ? levels.of(uri.substring(from + ACK.length())).orElse(null)
                : null;
    }

    /** Returns the media type; null if there is none, or one with parameters that may matter. */
    private static @Nullable String mediaType(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int parameters = header.indexOf(';');
        if (parameters < 0) {
            return header.toLowerCase(Locale.ROOT);
        }
        return header.substring(parameters + 1).strip().equalsIgnoreCase("charset=utf-8")
                ? header.substring(0, parameters).strip().toLowerCase(Locale.ROOT)
                : null;
    }
}
