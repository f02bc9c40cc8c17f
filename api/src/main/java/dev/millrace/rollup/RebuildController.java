package dev.millrace.rollup;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.http.Problem;
import dev.millrace.time.IsoTime;
import dev.millrace.time.TimeRange;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Rebuilds rollups on request, beside everything else. A rebuild belongs to the process that was asked: it is gone after a restart. */
@Controller("/api/rollups")
final class RebuildController {
    private static final int REMEMBERED = 100;

    private final Rollups rollups;
    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Rebuild> rebuilds = new ConcurrentSkipListMap<>();

    RebuildController(Rollups rollups) {
        this.rollups = rollups;
    }

    /**
     * How far a rebuild is.
     *
     * @param state waiting, running, done or failed
     * @param error why it failed; absent unless it did
     */
    @Serdeable
    record Answer(
            long id,
            String state,
            @JsonProperty("hours_done") int hoursDone,
            @JsonProperty("hours_total") int hoursTotal,
            @Nullable String error) {
        static Answer of(Rebuild rebuild) {
            Rebuild.Progress progress = rebuild.progress();
            return new Answer(
                    rebuild.id(),
                    progress.state().name().toLowerCase(Locale.ROOT),
                    progress.hoursDone(),
                    progress.hoursTotal(),
                    progress.error().isEmpty() ? null : progress.error());
        }
    }

    /** Rebuilds the hours from {@code from} to {@code to} of one kind of event. */
    @Post("/{name}/rebuild")
    HttpResponse<?> rebuild(
            @PathVariable String name, @Nullable @QueryValue String from, @Nullable @QueryValue String to) {
        Optional<RollupJob> job = rollups.job(name);
        if (job.isEmpty()) {
            return Problem.response(HttpStatus.NOT_FOUND, null, "There is no rollup with that name.");
        }
        Optional<Instant> start = IsoTime.parse(String.valueOf(from));
        Optional<Instant> end = IsoTime.parse(String.valueOf(to));
        if (start.isEmpty() || end.isEmpty() || end.get().isBefore(start.get())) {
            return Problem.response(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    start.isEmpty() ? "from" : "to",
                    "from and to must be ISO-8601 times such as 2026-11-19T00:00:00Z, and to not before from");
        }
        Rebuild rebuild = new Rebuild(lastId.incrementAndGet(), job.get(), new TimeRange(start.get(), end.get()));
        if (!rollups.submit(rebuild)) {
            return Problem.response(HttpStatus.SERVICE_UNAVAILABLE, null, "Too many rebuilds are waiting already.")
                    .header("Retry-After", "60");
        }
        remember(rebuild);
        return HttpResponse.accepted().body(Answer.of(rebuild));
    }

    /** How far it is. */
    @Get("/rebuilds/{id}")
    HttpResponse<?> progress(@PathVariable long id) {
        Rebuild rebuild = rebuilds.get(id);
        return rebuild == null
                ? Problem.response(HttpStatus.NOT_FOUND, null, "This process knows no rebuild with that id.")
                : HttpResponse.ok(Answer.of(rebuild));
    }

    private void remember(Rebuild rebuild) {
        rebuilds.put(rebuild.id(), rebuild);
        while (rebuilds.size() > REMEMBERED) {
            rebuilds.pollFirstEntry();
        }
    }
}
