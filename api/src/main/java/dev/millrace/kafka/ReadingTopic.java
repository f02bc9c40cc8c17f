package dev.millrace.kafka;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.RejectionListener;
import dev.millrace.payload.PayloadFormat;
import dev.millrace.sensor.deletion.DeletionIntake;
import dev.millrace.sensor.intake.ReadingDefaults;
import dev.millrace.sensor.intake.SensorIntake;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes readings: JSON, lines of it, or the protobuf message {@code Readings}. */
final class ReadingTopic implements EventTopic {
    private final SensorIntake sensors;
    private final DeletionIntake deletions;

    ReadingTopic(SensorIntake sensors, DeletionIntake deletions) {
        this.sensors = sensors;
        this.deletions = deletions;
    }

    @Override
    public BodyFormat format(@Nullable String contentType, byte[] value) {
        return PayloadFormat.ofReadings(contentType, value);
    }

    @Override
    public CompletionStage<IntakeAnswer> accept(
            byte[] value, String place, BodyFormat format, LongSupplier versions, RejectionListener rejections) {
        return sensors.accept(
                new PostedBody(value, null, null),
                place,
                format,
                ReadingDefaults.NONE,
                versions,
                AckLevel.DISK,
                rejections);
    }

    @Override
    public CompletionStage<IntakeAnswer> delete(byte[] key, String place, LongSupplier version) {
        Optional<RecordKey.ReadingId> reading = RecordKey.reading(key);
        if (reading.isEmpty()) {
            return unreadable(
                    "The record has no value, so its key must be a JSON object with the sensor_id and ts of a reading.");
        }
        RecordKey.ReadingId id = reading.get();
        Optional<String> problem = deletions.problem(id.sensorId(), id.ts());
        return problem.isPresent()
                ? unreadable("The record has no value, and the reading that its key names cannot be deleted: %s."
                        .formatted(problem.get()))
                : deletions.deleteOne(id.sensorId(), id.ts(), place, version, AckLevel.DISK);
    }

    private static CompletionStage<IntakeAnswer> unreadable(String reason) {
        return CompletableFuture.completedFuture(new IntakeAnswer.Unreadable(IntakeAnswer.Cause.DAMAGED, reason));
    }
}
