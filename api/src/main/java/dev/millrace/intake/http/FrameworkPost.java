package dev.millrace.intake.http;

import dev.millrace.decode.DecoderPool;
import dev.millrace.http.SenderHeader;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handles a POST that came through the framework in the same way as one that did not. Thread-safe. */
@Singleton
public final class FrameworkPost {
    private static final byte[] NO_BODY = {};
    private static final PostedBody NOTHING = new PostedBody(NO_BODY, null, null);

    private final DecoderPool decoders;
    private final AckLevels levels;
    private final EventCharge charge;

    FrameworkPost(DecoderPool decoders, AckLevels levels, EventCharge charge) {
        this.decoders = decoders;
        this.levels = levels;
        this.charge = charge;
    }

    /** Hands the request to {@code post}, unless {@code ack} is not a valid level. */
    public CompletionStage<? extends HttpResponse<?>> accept(
            HttpRequest<byte[]> request, @Nullable String ack, EventPost post) {
        Optional<AckLevel> level = levels.of(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(levels.problem(ack));
        }
        String sender = request.getHeaders().get(SenderHeader.NAME);
        return decode(request, posted -> post.accept(posted, level.get())).thenApply(answer -> {
            charge.charge(sender, answer);
            return post.response(answer);
        });
    }

    /** Decodes a request's body after the bodies that came before it on its connection. */
    public CompletionStage<IntakeAnswer> decode(
            HttpRequest<byte[]> request, Function<PostedBody, CompletionStage<IntakeAnswer>> work) {
        PostedBody posted = posted(request);
        return inOrder(request, posted, () -> work.apply(posted));
    }

    /** Runs the work of a request without a body after the requests that came before it on its connection. */
    public CompletionStage<IntakeAnswer> inOrder(HttpRequest<?> request, Supplier<CompletionStage<IntakeAnswer>> work) {
        return inOrder(request, NOTHING, work);
    }

    private CompletionStage<IntakeAnswer> inOrder(
            HttpRequest<?> request, PostedBody posted, Supplier<CompletionStage<IntakeAnswer>> work) {
        return decoders.bodiesOf(connection(request)).accept(posted, work);
    }

    private static Channel connection(HttpRequest<?> request) {
        HttpRequest<?> inner = request;
        while (inner instanceof HttpRequestWrapper<?> wrapper) {
            inner = wrapper.getDelegate();
        }
        return ((NettyHttpRequest<?>) inner).getChannelHandlerContext().channel();
    }

    /** Returns the body's media type, in small letters. Without a header it is an array if it begins like one, otherwise lines. */
    public static String mediaType(HttpRequest<byte[]> request) {
        return request.getContentType()
                .map(type -> type.getName().toLowerCase(Locale.ROOT))
                .orElseGet(() -> {
                    byte[] body = request.getBody().orElse(NO_BODY);
                    return body.length > 0 && body[0] == '[' ? BodyTypes.JSON : BodyTypes.NDJSON;
                });
    }

    private static PostedBody posted(HttpRequest<byte[]> request) {
        return new PostedBody(
                request.getBody().orElse(NO_BODY),
                request.getHeaders().get(HttpHeaders.CONTENT_ENCODING),
                request.getHeaders().get(HttpHeaders.USER_AGENT));
    }
}
