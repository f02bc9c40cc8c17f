package dev.millrace.traffic.erasure;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.MadeRow;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.http.FrameworkPost;
import dev.millrace.intake.http.IntakeResponses;
import dev.millrace.traffic.table.UnsignedDecimal;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Takes erasures and says how far they are. */
@Controller("/api")
final class ErasureController {
    private static final long MAX_USER_ID = 0xffff_ffffL;

    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final ErasureLocator lookup;
    private final FrameworkPost framework;

    ErasureController(
            Intake intake, VersionClock versions, InstantSource clock, ErasureLocator lookup, FrameworkPost framework) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.lookup = lookup;
        this.framework = framework;
    }

    /**
     * The answer to a request to erase.
     *
     * @param id as a string, because JavaScript's numbers lose its digits
     * @param state running or done
     */
    @Serdeable
    record Taken(String id, @JsonProperty("user_id") long userId, String state) {}

    /** The progress of an erasure. */
    @Serdeable
    record Progress(
            String id,
            @JsonProperty("user_id") long userId,
            String state,
            @JsonProperty("erased_to") Instant erasedTo,
            Found counts) {
        static Progress of(ErasureRecord erasure) {
            ErasureRecord.Counts counts = erasure.counts();
            return new Progress(
                    Long.toString(erasure.id()),
                    erasure.userId(),
                    erasure.isDone() ? "done" : "running",
                    erasure.erasedTo(),
                    new Found(
                            counts.rawRows(),
                            counts.rollupRows(),
                            counts.edits(),
                            counts.deadLetters(),
                            counts.bufferRows()));
        }
    }

    /** The rows that were found of the person. */
    @Serdeable
    record Found(
            @JsonProperty("raw_rows") long rawRows,
            @JsonProperty("rollup_rows") long rollupRows,
            long edits,
            @JsonProperty("dead_letters") long deadLetters,
            @JsonProperty("buffer_rows") long bufferRows) {}

    /** Erases everything about a user up to now. On the event loop: nothing here blocks. */
    @Delete("/users/{user_id}")
    CompletionStage<? extends HttpResponse<?>> erase(HttpRequest<?> request, @PathVariable("user_id") String userId) {
        OptionalLong user = UnsignedDecimal.parse(userId);
        if (user.isEmpty() || Long.compareUnsigned(user.getAsLong(), MAX_USER_ID) > 0) {
            return CompletableFuture.completedFuture(Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY, "user_id", "user_id must be a whole number from 0 to 4294967295"));
        }
        long id = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        return framework.inOrder(request, () -> append(id, user.getAsLong())).thenApply(answer -> {
            if (answer instanceof IntakeAnswer.Kept) {
                // Not the user: the log is not erased.
                AuditLog.changed(request, "erasure")
                        .addKeyValue("id", Long.toString(id))
                        .log("An erasure was asked for");
            }
            return taken(answer, id, user.getAsLong());
        });
    }

    private CompletionStage<IntakeAnswer> append(long id, long user) {
        return intake.accept(new MadeRow(
                ErasureTable.ERASURES.id(),
                row -> new ErasureRow(id, user, clock.millis(), versions.next(), 0, 0).write(row),
                AckLevel.DISK,
                null));
    }

    private static MutableHttpResponse<?> taken(IntakeAnswer answer, long id, long user) {
        return answer instanceof IntakeAnswer.Kept
                ? HttpResponse.accepted()
                        .body(new Taken(Long.toString(id), user, "running"))
                        .header(HttpHeaders.LOCATION, "/api/erasures/%s".formatted(id))
                : IntakeResponses.forOneEvent(answer);
    }

    /** Shows the progress of an erasure. */
    @Get("/erasures/{id}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> progress(@PathVariable String id) throws SQLException, InterruptedException {
        OptionalLong number = UnsignedDecimal.parse(id);
        if (number.isEmpty() || number.getAsLong() < 0) {
            return unknown();
        }
        try {
            return lookup.find(number.getAsLong())
                    .<HttpResponse<?>>map(erasure -> HttpResponse.ok(Progress.of(erasure)))
                    .orElseGet(ErasureController::unknown);
        } catch (IOException e) {
            return Problem.response(HttpStatus.SERVICE_UNAVAILABLE, null, "The buffer cannot be read at the moment.")
                    .header("Retry-After", "1");
        }
    }

    private static MutableHttpResponse<?> unknown() {
        return Problem.response(HttpStatus.NOT_FOUND, null, "There is no erasure with that id.");
    }
}
