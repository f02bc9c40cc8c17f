package dev.millrace.sensor.deletion;

import dev.millrace.archive.RecordedDeletion;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.Intake;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.MadeRow;
import dev.millrace.sensor.intake.SensorArchive;
import dev.millrace.sensor.table.DeletionRow;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.sensor.table.SensorTable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hands deletions of readings to the intake, from HTTP or a topic. Thread-safe; never blocks. */
@Singleton
public final class DeletionIntake {
    private static final int MAX_CHARACTERS = 128;

    private final Intake intake;
    private final InstantSource clock;
    private final SensorConfig config;
    private final SensorArchive archive;

    DeletionIntake(Intake intake, InstantSource clock, SensorConfig config, SensorArchive archive) {
        this.intake = intake;
        this.clock = clock;
        this.config = config;
        this.archive = archive;
    }

    /** Says why a text is no id of a sensor; empty if it is one. */
    static Optional<String> sensorProblem(@Nullable String sensorId) {
        boolean isId = sensorId != null
                && !sensorId.isEmpty()
                && sensorId.codePointCount(0, sensorId.length()) <= MAX_CHARACTERS;
        return isId
                ? Optional.empty()
                : Optional.of("sensor_id must have 1 to %s characters".formatted(MAX_CHARACTERS));
    }

    /** Says why one reading cannot be deleted; empty if it can. */
    public Optional<String> problem(String sensorId, Instant ts) {
        Optional<String> wrongSensor = sensorProblem(sensorId);
        if (wrongSensor.isPresent()) {
            return wrongSensor;
        }
        if (ts.isBefore(DeletionRange.EARLIEST) || !ts.isBefore(DeletionRange.LATEST)) {
            return Optional.of("ts must be between 1970 and 2106-02-07");
        }
        Duration kept = config.rawRetention();
        return kept != null && ts.isBefore(clock.instant().minus(kept))
                ? Optional.of("ts is older than readings are kept, and what is left of it is kept by the hour")
                : Optional.empty();
    }

    /**
     * Deletes one reading, if it has a lower version.
     *
     * @param source the address or record that asks for it, for the archive
     * @param versions gives the deletion its version
     */
    public CompletionStage<IntakeAnswer> deleteOne(
            String sensorId, Instant ts, String source, LongSupplier versions, AckLevel wanted) {
        long millis = ts.toEpochMilli();
        return delete(sensorId, new DeletionRange(millis, millis + 1), source, versions, wanted);
    }

    /** Deletes the readings of a range that have a lower version. */
    CompletionStage<IntakeAnswer> delete(
            String sensorId, DeletionRange range, String source, LongSupplier versions, AckLevel wanted) {
        DeletionRow unversioned = new DeletionRow(sensorId, range.from(), range.to(), 0);
        RecordedDeletion deletion = new RecordedDeletion(
                versions,
                unversioned::describe,
                (rows, version) -> unversioned.withVersion(version).write(rows));
        return intake.accept(new MadeRow(
                SensorTable.DELETIONS.id(),
                deletion,
                wanted,
                archive.recorder(DeletionRow.OPERATION, source, null, clock.instant(), deletion)));
    }
}
