package dev.millrace.traffic;

import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.IntakeResponses;
import dev.millrace.traffic.table.UnsignedDecimal;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
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
import java.util.function.Function;

/** Takes page views. Everything here runs on the event loop and never blocks. */
@Controller("/api/traffic")
final class TrafficController {
    private static final String NDJSON = "application/x-ndjson";
    private static final String JSON_LINES = "application/jsonl";

    private final TrafficIntake traffic;

    TrafficController(TrafficIntake traffic) {
        this.traffic = traffic;
    }

    /**
     * Takes one page view, whose id stands in the path.
     *
     * @param requestId 0..2^64-1
     * @param ack how far the event must have come before the answer: memory, disk or stored
     */
    @Post("/{request_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    CompletionStage<? extends HttpResponse<?>> one(
            HttpRequest<byte[]> request,
            @PathVariable("request_id") String requestId,
            @Nullable @QueryValue String ack) {
        OptionalLong id = UnsignedDecimal.parse(requestId);
        if (id.isEmpty()) {
            return CompletableFuture.completedFuture(wrongId());
        }
        return accept(request, ack, BodyFormat.ONE_EVENT, Blanks.pathId(id.getAsLong()), IntakeResponses::forOneEvent);
    }

    /** Replaces the page view with that id, whatever its user, time and page were; makes it if there is none. */
    @Put("/{request_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    CompletionStage<? extends HttpResponse<?>> update(
            HttpRequest<byte[]> request,
            @PathVariable("request_id") String requestId,
            @Nullable @QueryValue String ack) {
        return edit(requestId, ack, (id, level) -> traffic.update(request, id, level));
    }

    /** Deletes the page view with that id. */
    @Delete("/{request_id}")
    CompletionStage<? extends HttpResponse<?>> delete(
            @PathVariable("request_id") String requestId, @Nullable @QueryValue String ack) {
        return edit(requestId, ack, traffic::delete);
    }

    private interface Edit {
        CompletionStage<IntakeAnswer> make(long requestId, AckLevel wanted);
    }

    private static CompletionStage<? extends HttpResponse<?>> edit(String requestId, @Nullable String ack, Edit edit) {
        OptionalLong id = UnsignedDecimal.parse(requestId);
        if (id.isEmpty()) {
            return CompletableFuture.completedFuture(wrongId());
        }
        Optional<AckLevel> level = level(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(wrongAck());
        }
        return edit.make(id.getAsLong(), level.get()).thenApply(IntakeResponses::forEdit);
    }

    /** Takes many page views: a JSON array, or one view on each line. */
    @Post
    @Consumes({MediaType.APPLICATION_JSON, NDJSON, "application/ndjson", JSON_LINES, "application/x-jsonlines"})
    CompletionStage<? extends HttpResponse<?>> many(HttpRequest<byte[]> request, @Nullable @QueryValue String ack) {
        boolean isJson = request.getContentType()
                .filter(type -> type.getSubtype().equals("json"))
                .isPresent();
        BodyFormat format = isJson ? BodyFormat.JSON : BodyFormat.NDJSON;
        return accept(request, ack, format, Blanks.NONE, IntakeResponses::forBatch);
    }

    /** Takes what {@code navigator.sendBeacon} sends: one view or an array, id and time made here when missing. */
    @Post("/beacon")
    @Consumes({MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON})
    CompletionStage<? extends HttpResponse<?>> beacon(HttpRequest<byte[]> request, @Nullable @QueryValue String ack) {
        return accept(request, ack, BodyFormat.JSON, traffic.beaconBlanks(), IntakeResponses::forBatch);
    }

    private CompletionStage<? extends HttpResponse<?>> accept(
            HttpRequest<byte[]> request,
            @Nullable String ack,
            BodyFormat format,
            Blanks blanks,
            Function<IntakeAnswer, MutableHttpResponse<?>> toResponse) {
        Optional<AckLevel> level = level(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(wrongAck());
        }
        return traffic.accept(request, format, blanks, level.get()).thenApply(toResponse);
    }

    private static Optional<AckLevel> level(@Nullable String ack) {
        return ack == null ? Optional.of(AckLevel.DISK) : AckLevel.ofWireName(ack);
    }

    private static MutableHttpResponse<?> wrongAck() {
        return Problem.response(HttpStatus.BAD_REQUEST, "ack", "ack must be memory, disk or stored");
    }

    private static MutableHttpResponse<?> wrongId() {
        return Problem.response(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "request_id",
                "request_id must be a whole number from 0 to 18446744073709551615");
    }
}
