package dev.millrace.sensor.deletion;

import dev.millrace.archive.ArchiveConfig;
import dev.millrace.archive.EventRecorderFactory;
import dev.millrace.direct.FrameworkPost;
import dev.millrace.http.Problem;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.EventRecorder;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeResponses;
import dev.millrace.intake.VersionClock;
import dev.millrace.report.WrongParameterException;
import dev.millrace.sensor.table.DeletionRow;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
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

    private static final int MAX_CHARACTERS = 128;

    private final Intake intake;
    private final VersionClock versions;
    private final InstantSource clock;
    private final SensorConfig config;
    private final EventRecorderFactory archive;
    private final boolean isArchived;
    private final FrameworkPost framework;

    DeletionController(
            Intake intake,
            VersionClock versions,
            InstantSource clock,
            SensorConfig config,
            EventRecorderFactory archive,
            ArchiveConfig archiveConfig,
            FrameworkPost framework) {
        this.intake = intake;
        this.versions = versions;
        this.clock = clock;
        this.config = config;
        this.archive = archive;
        this.isArchived = archiveConfig.sensors();
        this.framework = framework;
    }

    /**
     * Deletes the readings of a sensor from {@code from} to before {@code to} that were accepted before this.
     *
     * @param ack the acknowledgement level: memory, disk or stored
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
        Optional<AckLevel> level = ack == null ? Optional.of(AckLevel.DISK) : AckLevel.ofWireName(ack);
        if (level.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Problem.response(HttpStatus.BAD_REQUEST, "ack", "ack must be memory, disk or stored"));
        }
        if (sensorId == null || !isSensorId(sensorId)) {
            throw new WrongParameterException(
                    "sensor_id", "sensor_id must have 1 to %s characters".formatted(MAX_CHARACTERS));
        }
        ReadingDeletion deletion =
                new ReadingDeletion(sensorId, DeletionRange.of(from, to, config, clock.instant()), versions::next);
        return framework
                .inOrder(
                        request,
                        () -> intake.accept(SensorTable.DELETIONS.id(), deletion, level.get(), recorder(deletion)))
                .thenApply(IntakeResponses::forEdit);
    }

    private static boolean isSensorId(String text) {
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= MAX_CHARACTERS;
    }

    private @Nullable EventRecorder recorder(ReadingDeletion deletion) {
        return isArchived
                ? archive.recorder(
                        SensorTable.READINGS.name(), DeletionRow.OPERATION, ROUTE, "", clock.instant(), deletion)
                : null;
    }
}
