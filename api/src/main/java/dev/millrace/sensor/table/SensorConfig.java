package dev.millrace.sensor.table;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of sensors.
 *
 * @param rawRetention how old a reading may be to be accepted, and how long raw rows are kept; 2 days and more; null: without end
 * @param retentionGrace how much longer rows stay, for readings that wait in a buffer
 * @param minuteRetention how long windows of a minute are kept; not shorter than raw rows; null: without end
 * @param hourRetention how long windows of an hour are kept, from which those of a day and of all time are computed; not shorter than those
 * of a minute; null: without end
 */
@ConfigurationProperties("millrace.sensor")
public record SensorConfig(
        @io.micronaut.core.annotation.Nullable @Nullable Duration rawRetention,
        @Bindable(defaultValue = "7d") Duration retentionGrace,
        @io.micronaut.core.annotation.Nullable @Nullable Duration minuteRetention,
        @io.micronaut.core.annotation.Nullable @Nullable Duration hourRetention) {
    private static final Duration SHORTEST = Duration.ofDays(2);

    /** Checks that nothing is kept shorter than what it is computed from. */
    public SensorConfig {
        if (rawRetention != null && rawRetention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "MILLRACE_SENSOR_RAW_RETENTION (%s) must be 2d or more.".formatted(rawRetention));
        }
        Duration rowsKept = rawRetention == null ? null : rawRetention.plus(retentionGrace);
        if (isShorter(minuteRetention, rowsKept)) {
            throw new IllegalArgumentException(
                    "MILLRACE_SENSOR_MINUTE_RETENTION (%s) must not be shorter than rows are kept, which is MILLRACE_SENSOR_RAW_RETENTION and MILLRACE_SENSOR_RETENTION_GRACE together."
                            .formatted(minuteRetention));
        }
        if (isShorter(hourRetention, minuteRetention)) {
            throw new IllegalArgumentException(
                    "MILLRACE_SENSOR_HOUR_RETENTION (%s) must not be shorter than MILLRACE_SENSOR_MINUTE_RETENTION."
                            .formatted(hourRetention));
        }
    }

    private static boolean isShorter(@Nullable Duration kept, @Nullable Duration other) {
        return kept != null && (other == null || kept.compareTo(other) < 0);
    }

    /** Returns how long rows are kept at least; null if they are never deleted. */
    public @Nullable Duration rowsKept() {
        return rawRetention == null ? null : rawRetention.plus(retentionGrace);
    }

    /** Returns a little less than rows are kept, because ClickHouse has a clock of its own; null if they are never deleted. */
    public @Nullable Duration rowsSurelyKept() {
        Duration kept = rowsKept();
        return kept == null ? null : kept.minusHours(1);
    }
}
