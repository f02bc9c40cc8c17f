package dev.millrace.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Problem;
import dev.millrace.http.QueryNames;
import dev.millrace.time.IsoTime;
import dev.millrace.time.TimeRange;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sends archived events through the rules again on request. On the event loop: nothing here blocks. */
@Controller("/api/replays")
final class ArchiveReplayController {
    private final ArchiveReplays replays;
    private final InstantSource clock;

    ArchiveReplayController(ArchiveReplays replays, InstantSource clock) {
        this.replays = replays;
        this.clock = clock;
    }

    /**
     * The progress of a replay.
     *
     * @param state waiting, running, done, failed or stopped
     * @param to not after the moment of the request
     * @param total how many archived rows there were when it began
     * @param read how many events were decoded; the next three count their verdicts
     * @param reasons why events are filtered or rejected, with numbers
     * @param changes how many events have another verdict than when they were received, such as {@code rejected_to_accepted}
     * @param readTo when the last event that was read had been received; absent before the first
     * @param error why it failed; absent unless it did
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Answer(
            long id,
            String state,
            String kind,
            Instant from,
            Instant to,
            @JsonProperty("dry_run") boolean dryRun,
            long total,
            long read,
            long accepted,
            long filtered,
            long rejected,
            Map<String, Long> reasons,
            Map<String, Long> changes,

            @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("read_to")
            Instant readTo,

            @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
            String error) {
        static Answer of(ArchiveReplay replay) {
            ReplayRequest request = replay.request();
            ArchiveReplay.Progress progress = replay.progress();
            ReplayCounts.Snapshot counts = progress.counts();
            return new Answer(
                    replay.id(),
                    progress.state().name().toLowerCase(Locale.ROOT),
                    request.kind().name(),
                    request.received().from(),
                    request.received().to(),
                    request.isDryRun(),
                    progress.total(),
                    counts.read(),
                    counts.accepted(),
                    counts.filtered(),
                    counts.rejected(),
                    counts.reasons(),
                    counts.changes(),
                    progress.readTo(),
                    progress.error().isEmpty() ? null : progress.error());
        }
    }

    /** Replays the events of one kind that came from {@code from} to {@code to}. */
    @Post
    @QueryNames
    HttpResponse<?> replay(
            HttpRequest<?> asked,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue String kind,
            @Nullable @QueryValue String verdict,
            @QueryValue(value = "dry_run", defaultValue = "false") boolean dryRun) {
        Optional<Instant> start = IsoTime.parse(String.valueOf(from));
        Optional<Instant> end = IsoTime.parse(String.valueOf(to));
        if (start.isEmpty() || end.isEmpty() || end.get().isBefore(start.get())) {
            return unprocessable(
                    start.isEmpty() ? "from" : "to",
                    "from and to must be ISO-8601 times such as 2026-11-19T00:00:00Z, and to not before from");
        }
        Optional<ArchivedKind> archived = replays.kind(kind);
        if (archived.isEmpty()) {
            return unprocessable("kind", "There is no kind of event with that name.");
        }
        Optional<ArchivedVerdict> then = ArchivedVerdict.ofWireName(String.valueOf(verdict));
        if (verdict != null && then.isEmpty()) {
            return unprocessable("verdict", "verdict must be accepted, filtered or rejected");
        }
        ReplayRequest request = new ReplayRequest(
                archived.get(), untilNow(new TimeRange(start.get(), end.get())), then.orElse(null), dryRun);
        return replays.start(request)
                .<HttpResponse<?>>map(replay -> {
                    note(asked, replay);
                    return HttpResponse.accepted().body(Answer.of(replay));
                })
                .orElseGet(() ->
                        Problem.response(HttpStatus.CONFLICT, null, "A replay is under way: wait for it, or stop it."));
    }

    private static void note(HttpRequest<?> asked, ArchiveReplay replay) {
        ReplayRequest request = replay.request();
        AuditLog.changed(asked, "archive_replay")
                .addKeyValue("id", replay.id())
                .addKeyValue("kind", request.kind().name())
                .addKeyValue("from", request.received().from().toString())
                .addKeyValue("to", request.received().to().toString())
                .addKeyValue("dry_run", request.isDryRun())
                .log("A replay of archived events was begun");
    }

    /** Ends the range now, so that events which arrive later do not prolong the replay. */
    private TimeRange untilNow(TimeRange range) {
        Instant now = clock.instant();
        Instant to = range.to().isAfter(now) ? now : range.to();
        return new TimeRange(range.from().isAfter(to) ? to : range.from(), to);
    }

    /** Shows the progress of a replay. */
    @Get("/{id}")
    HttpResponse<?> progress(@PathVariable long id) {
        return answer(id);
    }

    /** Stops a replay between two pieces; the rows that it has appended to the buffer stay. */
    @Delete("/{id}")
    HttpResponse<?> stop(HttpRequest<?> asked, @PathVariable long id) {
        if (replays.find(id).isPresent()) {
            replays.stop(id);
            AuditLog.changed(asked, "archive_replay_stop")
                    .addKeyValue("id", id)
                    .log("A replay of archived events was stopped");
        }
        return answer(id);
    }

    private HttpResponse<?> answer(long id) {
        return replays.find(id)
                .<HttpResponse<?>>map(replay -> HttpResponse.ok(Answer.of(replay)))
                .orElseGet(() ->
                        Problem.response(HttpStatus.NOT_FOUND, null, "This process knows no replay with that id."));
    }

    private static HttpResponse<?> unprocessable(String field, String detail) {
        return Problem.response(HttpStatus.UNPROCESSABLE_ENTITY, field, detail);
    }
}
