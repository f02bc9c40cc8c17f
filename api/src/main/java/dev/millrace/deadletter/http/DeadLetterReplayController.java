package dev.millrace.deadletter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.deadletter.DeadLetterFilter;
import dev.millrace.deadletter.DeadLetterId;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Problem;
import dev.millrace.http.QueryNames;
import dev.millrace.intake.http.IntakeResponses;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Replays dead letters, on virtual threads. A replay belongs to the process that was asked: it ends with it. */
@Controller("/api/dead-letters")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeadLetterReplayController {
    private final DeadLetterReplays replays;

    DeadLetterReplayController(DeadLetterReplays replays) {
        this.replays = replays;
    }

    /** The number of rows that are in the buffer again. */
    @Serdeable
    record Replayed(int replayed) {}

    /**
     * The progress of a replay.
     *
     * @param state running, done, failed or stopped
     * @param reason why it waits or failed; otherwise absent
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            long id,
            String state,
            long replayed,
            long skipped,
            long total,
            @Nullable String reason) {
        static Answer of(DeadLetterReplay run) {
            DeadLetterReplay.Progress progress = run.progress();
            return new Answer(
                    run.id(),
                    progress.state().name().toLowerCase(Locale.ROOT),
                    progress.replayed(),
                    progress.skipped(),
                    progress.total(),
                    progress.reason().isEmpty() ? null : progress.reason());
        }
    }

    /** Replays one letter: 202 when its row survives a power cut. */
    @Post("/{id}/replay")
    @QueryNames
    HttpResponse<?> one(HttpRequest<?> request, @PathVariable String id) throws IOException {
        Optional<DeadLetterId> known = DeadLetterId.parse(id);
        if (known.isEmpty()) {
            return DeadLetterController.unknown();
        }
        return switch (replays.replay(known.get())) {
            case DeadLetterReplays.One.Replayed _ -> {
                AuditLog.changed(request, "dead_letter_replay")
                        .addKeyValue("id", known.get().toString())
                        .log("A dead letter was replayed");
                yield HttpResponse.accepted().body(new Replayed(1));
            }
            case DeadLetterReplays.One.Unknown _ -> DeadLetterController.unknown();
            case DeadLetterReplays.One.Unreadable _ ->
                Problem.response(
                        HttpStatus.CONFLICT,
                        null,
                        "Its table or its columns are not those of this build, so it cannot be replayed by it.");
            case DeadLetterReplays.One.Refused refused ->
                Problem.response(
                        HttpStatus.UNPROCESSABLE_ENTITY, null, "It is still not accepted: " + refused.reason());
            case DeadLetterReplays.One.Busy busy -> IntakeResponses.forOneEvent(busy.answer());
        };
    }

    /** Begins a replay of the letters that the filters pick. */
    @Post("/replay")
    @QueryNames({"from", "to", "table", "code", "reason", "all"})
    HttpResponse<?> some(HttpRequest<?> request) {
        DeadLetterFilter filter =
                DeadLetterQuery.ofThese(request.getParameters()).filter();
        Optional<DeadLetterReplay> run = replays.start(filter);
        if (run.isEmpty()) {
            return Problem.response(HttpStatus.CONFLICT, null, "Another replay is running: wait until it is done.");
        }
        AuditLog.changed(request, "dead_letters_replay")
                .addKeyValue("id", run.get().id())
                .log("A replay of dead letters was begun");
        return HttpResponse.accepted()
                .body(Answer.of(run.get()))
                .header(
                        HttpHeaders.LOCATION,
                        "/api/dead-letters/replays/%s".formatted(run.get().id()));
    }

    /** Shows the progress of a replay. */
    @Get("/replays/{id}")
    HttpResponse<?> progress(@PathVariable long id) {
        return replays.find(id)
                .<MutableHttpResponse<?>>map(run -> HttpResponse.ok(Answer.of(run)))
                .orElseGet(() ->
                        Problem.response(HttpStatus.NOT_FOUND, null, "This process knows no replay with that id."));
    }

    /** The disk does not do what it should. */
    @Error(IOException.class)
    HttpResponse<?> broken(IOException failure) {
        return DeadLetterController.broken("The dead letters cannot be read or changed at the moment", failure);
    }
}
