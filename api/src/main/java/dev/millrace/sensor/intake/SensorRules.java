package dev.millrace.sensor.intake;

import dev.millrace.intake.IntakeConfig;
import dev.millrace.sensor.table.SensorConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Holds the rules of now: which readings are accepted. Thread-safe. */
@Singleton
final class SensorRules {
    private final IntakeConfig intake;
    private final SensorConfig sensors;

    SensorRules(IntakeConfig intake, SensorConfig sensors) {
        this.intake = intake;
        this.sensors = sensors;
    }

    /**
     * Makes a builder for the readings of one request.
     *
     * @param now the time from which retention is counted back
     * @param receivedAt when they were received: a reading of a later time is in the future
     */
    ReadingBuilder builder(ReadingDefaults defaults, LongSupplier versions, Instant now, Instant receivedAt) {
        Duration kept = sensors.rawRetention();
        return new ReadingBuilder(
                defaults,
                versions,
                kept == null ? 0 : now.minus(kept).toEpochMilli(),
                receivedAt.plus(intake.futureSkew()).toEpochMilli());
    }
}
