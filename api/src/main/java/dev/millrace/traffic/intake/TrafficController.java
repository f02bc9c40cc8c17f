package dev.millrace.traffic.intake;

import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.http.AckLevels;
import dev.millrace.intake.http.FrameworkPost;
import dev.millrace.intake.http.IntakeResponses;
import dev.millrace.traffic.table.UnsignedDecimal;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes page views. Runs on the event loop: nothing here blocks or takes long. */
@Controller("/api/traffic")
final class TrafficController {
    private final TrafficIntake traffic;
    private final TrafficPosts posts;
    private final FrameworkPost framework;
    private final AckLevels levels;

    TrafficController(TrafficIntake traffic, TrafficPosts posts, FrameworkPost framework, AckLevels levels) {
        this.traffic = traffic;
        this.posts = posts;
        this.framework = framework;
        this.levels = levels;
    }

    /**
     * Takes one page view, whose id is in the path.
     *
     * @param requestId 0..2^64-1
     * @param ack the acknowledgement level: memory, disk, replicated or stored
     */
    @Post("/{request_id}")
    @Consumes(BodyTypes.JSON)
    CompletionStage<? extends HttpResponse<?>> one(
            HttpRequest<byte[]> request,
            @PathVariable("request_id") String requestId,
            @Nullable @QueryValue String ack) {
        OptionalLong id = UnsignedDecimal.parse(requestId);
        if (id.isEmpty()) {
            return CompletableFuture.completedFuture(wrongId());
        }
        return framework.accept(request, ack, posts.one(id.getAsLong()));
    }

    /** Replaces the page view with that id, whatever its user, time and page were; creates it if it does not exist. */
    @Put("/{request_id}")
    @Consumes(BodyTypes.JSON)
    CompletionStage<? extends HttpResponse<?>> update(
            HttpRequest<byte[]> request,
            @PathVariable("request_id") String requestId,
            @Nullable @QueryValue String ack) {
        return edit(
                requestId, ack, (id, level) -> framework.decode(request, posted -> traffic.update(posted, id, level)));
    }

    /** Deletes the page view with that id. */
    @Delete("/{request_id}")
    CompletionStage<? extends HttpResponse<?>> delete(
            HttpRequest<?> request, @PathVariable("request_id") String requestId, @Nullable @QueryValue String ack) {
        return edit(requestId, ack, (id, level) -> framework.inOrder(request, () -> traffic.delete(id, level)));
    }

    private interface Edit {
        CompletionStage<IntakeAnswer> make(long requestId, AckLevel wanted);
    }

    private CompletionStage<? extends HttpResponse<?>> edit(String requestId, @Nullable String ack, Edit edit) {
        OptionalLong id = UnsignedDecimal.parse(requestId);
        if (id.isEmpty()) {
            return CompletableFuture.completedFuture(wrongId());
        }
        Optional<AckLevel> level = levels.of(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(levels.problem(ack));
        }
        return edit.make(id.getAsLong(), level.get()).thenApply(IntakeResponses::forEdit);
    }

    /** Takes many page views: a JSON array, or one view on each line. */
    @Post
    @Consumes({
        BodyTypes.JSON,
        BodyTypes.NDJSON,
        BodyTypes.NDJSON_UNREGISTERED,
        BodyTypes.JSON_LINES,
        BodyTypes.JSON_LINES_UNREGISTERED
    })
    CompletionStage<? extends HttpResponse<?>> many(HttpRequest<byte[]> request, @Nullable @QueryValue String ack) {
        return framework.accept(request, ack, posts.many(FrameworkPost.mediaType(request)));
    }

    /** Takes what {@code navigator.sendBeacon} sends: one view or an array; missing ids and times are made here. */
    @Post("/beacon")
    @Consumes({TrafficPosts.TEXT, BodyTypes.JSON})
    CompletionStage<? extends HttpResponse<?>> beacon(HttpRequest<byte[]> request, @Nullable @QueryValue String ack) {
        return framework.accept(request, ack, posts.beacon());
    }

    private static MutableHttpResponse<?> wrongId() {
        return Problem.response(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "request_id",
                "request_id must be a whole number from 0 to 18446744073709551615");
    }
}
