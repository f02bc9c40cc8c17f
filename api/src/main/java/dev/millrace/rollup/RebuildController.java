package dev.millrace.rollup;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.clickhouse.shard.Shards;
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
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Rebuilds rollups on request, in the background. A rebuild belongs to the process that was asked: it is gone after a restart. */
@Controller("/api/rollups")
final class RebuildController {
    private static final int REMEMBERED = 100;

    private final List<RollupScheduler> shards;
    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentSkipListMap<Long, List<Rebuild>> rebuilds = new ConcurrentSkipListMap<>();

    RebuildController(Shards shards) {
        this.shards = shards.each(RollupScheduler.class).all();
    }

    /**
     * The progress of a rebuild.
     *
     * @param state waiting, running, done or failed
     * @param error why it failed; otherwise absent
     */
    @Serdeable
    record Answer(
            long id,
            String state,
            @JsonProperty("hours_done") int hoursDone,
            @JsonProperty("hours_total") int hoursTotal,
            @Nullable String error) {
        static Answer of(long id, List<Rebuild> ofShards) {
            Rebuild.Progress progress = ofShards.stream()
                    .map(Rebuild::progress)
                    .reduce(Rebuild.Progress::plus)
                    .orElseThrow();
            return new Answer(
                    id,
                    progress.state().name().toLowerCase(Locale.ROOT),
                    progress.hoursDone(),
                    progress.hoursTotal(),
                    progress.error().isEmpty() ? null : progress.error());
        }
    }

    /** Rebuilds the hours from {@code from} to {@code to} of one kind of event. */
    @Post("/{name}/rebuild")
    @QueryNames
    HttpResponse<?> rebuild(
            HttpRequest<?> request,
            @PathVariable String name,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to) {
        if (shards.getFirst().job(name).isEmpty()) {
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
        List<Rebuild> ofShards = new ArrayList<>();
        for (RollupScheduler shard : shards) {
            RollupJob job = shard.job(name).orElseThrow();
            Rebuild rebuild = new Rebuild(job, new TimeRange(start.get(), end.get()));
            if (!shard.submit(rebuild)) {
                // Rebuilds that other shards have begun are harmless, and may be done again.
                return Problem.response(HttpStatus.SERVICE_UNAVAILABLE, null, "Too many rebuilds are waiting already.")
                        .header("Retry-After", "60");
            }
            ofShards.add(rebuild);
        }
        long id = lastId.incrementAndGet();
        remember(id, ofShards);
        AuditLog.changed(request, "rollup_rebuild")
                .addKeyValue("id", id)
                .addKeyValue("rollup", name)
                .addKeyValue("from", start.get().toString())
                .addKeyValue("to", end.get().toString())
                .log("A rebuild was begun");
        return HttpResponse.accepted().body(Answer.of(id, ofShards));
    }

    /** Shows the progress of a rebuild. */
    @Get("/rebuilds/{id}")
    HttpResponse<?> progress(@PathVariable long id) {
        List<Rebuild> ofShards = rebuilds.get(id);
        return ofShards == null
                ? Problem.response(HttpStatus.NOT_FOUND, null, "This process knows no rebuild with that id.")
                : HttpResponse.ok(Answer.of(id, ofShards));
    }

    private void remember(long id, List<Rebuild> ofShards) {
        rebuilds.put(id, List.copyOf(ofShards));
        while (rebuilds.size() > REMEMBERED) {
            rebuilds.pollFirstEntry();
        }
    }
}
