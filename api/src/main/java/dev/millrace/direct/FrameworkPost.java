package dev.millrace.direct;

import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.Posted;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What controllers do with a POST that came through the framework: the same as is done with one in front of it. */
public final class FrameworkPost {
    private static final byte[] NO_BODY = {};

    private FrameworkPost() {}

    /** Hands the request to {@code post}, unless {@code ack} is no level. */
    public static CompletionStage<? extends HttpResponse<?>> accept(
            HttpRequest<byte[]> request, @Nullable String ack, DirectPost post) {
        Optional<AckLevel> level = level(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(wrongAck());
        }
        return post.accept(posted(request), level.get()).thenApply(post::response);
    }

    /** The body's media type, in small letters. One that the sender does not name is an array if it begins like one, and lines otherwise. */
    public static String mediaType(HttpRequest<byte[]> request) {
        return request.getContentType()
                .map(type -> type.getName().toLowerCase(Locale.ROOT))
                .orElseGet(() -> {
                    byte[] body = request.getBody().orElse(NO_BODY);
                    return body.length > 0 && body[0] == '[' ? BodyTypes.JSON : BodyTypes.NDJSON;
                });
    }

    /** What the intake looks at of a request. */
    public static Posted posted(HttpRequest<byte[]> request) {
        return new Posted(
                request.getBody().orElse(NO_BODY),
                request.getHeaders().get(HttpHeaders.CONTENT_ENCODING),
                request.getHeaders().get(HttpHeaders.USER_AGENT));
    }

    /** The level that {@code ?ack=} names, on disk if there is none; empty if it names none. */
    public static Optional<AckLevel> level(@Nullable String ack) {
        return ack == null ? Optional.of(AckLevel.DISK) : AckLevel.ofWireName(ack);
    }

    /** For an {@code ack} that is no level. */
    public static MutableHttpResponse<?> wrongAck() {
        return Problem.response(HttpStatus.BAD_REQUEST, "ack", "ack must be memory, disk or stored");
    }
}
