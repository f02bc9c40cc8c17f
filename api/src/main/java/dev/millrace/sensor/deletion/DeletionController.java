package dev.millrace.sensor.deletion;

import dev.millrace.http.AuditLog;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.VersionClock;
import dev.millrace.intake.http.AckLevels;
import dev.millrace.intake.http.FrameworkPost;
import dev.millrace.intake.http.IntakeResponses;
import dev.millrace.report.WrongParameterException;
import dev.millrace.sensor.table.SensorConfig;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes deletions of readings. Runs on the event loop: nothing here blocks or takes long. */
@Controller("/api/sensors")
final class DeletionController {
    /** Both paths, as the archive names them. */
    private static final String ROUTE = "/api/sensors/{sensor_id}/readings";

    private final DeletionIntake deletions;
    private final VersionClock versions;
    private final InstantSource clock;
    private final SensorConfig config;
    private final FrameworkPost framework;
    private final AckLevels levels;

    DeletionController(
            DeletionIntake deletions,
            VersionClock versions,
            InstantSource clock,
            SensorConfig config,
            FrameworkPost framework,
            AckLevels levels) {
        this.deletions = deletions;
        this.versions = versions;
        this.clock = clock;
        this.config = config;
        this.framework = framework;
        this.levels = levels;
    }

    /**
     * Deletes the readings of a sensor from {@code from} to before {@code to} that were accepted before this.
     *
     * @param ack the acknowledgement level: memory, disk, replicated or stored
     */
    @Delete("/{sensor_id}/readings")
    CompletionStage<? extends HttpResponse<?>> deleteOf(
            HttpRequest<?> request,
            @PathVariable("sensor_id") String sensorId,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue String ack) {
        return delete(request, sensorId, from, to, ack);
    }

    /** Deletes readings of a sensor whose id is awkward in a path. */
    @Delete("/readings")
    CompletionStage<? extends HttpResponse<?>> delete(
            HttpRequest<?> request,
            @Nullable @QueryValue("sensor_id") String sensorId,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to,
            @Nullable @QueryValue String ack) {
        Optional<AckLevel> level = levels.of(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(levels.problem(ack));
        }
        Optional<String> problem = DeletionIntake.sensorProblem(sensorId);
        if (sensorId == null || problem.isPresent()) {
            throw new WrongParameterException("sensor_id", problem.orElse(""));
        }
        DeletionRange range = DeletionRange.of(from, to, config, clock.instant());
        return framework
                .inOrder(request, () -> deletions.delete(sensorId, range, ROUTE, versions::next, level.get()))
                .thenApply(answer -> {
                    if (answer instanceof IntakeAnswer.Kept) {
                        AuditLog.changed(request, "readings_delete")
                                .addKeyValue("sensor", sensorId)
                                .addKeyValue("from", String.valueOf(from))
                                .addKeyValue("to", String.valueOf(to))
                                .log("Readings of a sensor were deleted");
                    }
                    return IntakeResponses.forEdit(answer);
                });
    }
}
