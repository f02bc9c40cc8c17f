package dev.millrace.sensor;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.TableTtl;
import dev.millrace.gate.ApiPaths;
import dev.millrace.rollup.Rollup;
import dev.millrace.sensor.rollup.SensorRollup;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/**
 * Describes readings to the stages: each stage collects the beans of a type from all kinds of events, and names no kind.
 *
 * <p>Readings also contribute services with dependencies: {@code intake.SensorPosts} to {@code direct}, {@code intake.SensorArchive} to
 * {@code archive}, and a rewriter each of {@code facility} and {@code deletion} to the drain of each shard. {@code mqtt} is an input.
 * {@link SensorAccess} lists the kinds and scopes that keys may name.
 */
@Factory
public final class SensorKind {
    /** The paths of readings; {@code gate} knows from them what a request needs. */
    public static final ApiPaths PATHS = ApiPaths.ofEvents("/api/sensors").withReports("/api/facilities");

    @Bean
    @Named("sensor")
    final ApiPaths paths = PATHS;

    /** Stores readings, each in the shard of its sensor. */
    @Bean
    @Named("sensor_reading")
    final EventTable readings = SensorTable.READINGS;

    /** Stores which sensors name which facility, each in the shard of its sensor. */
    @Bean
    @Named("facility_sensor")
    final EventTable facilitySensors = SensorTable.FACILITY_SENSORS;

    /** Stores deletions, each in the shard of its sensor. */
    @Bean
    @Named("sensor_deletion")
    final EventTable deletions = SensorTable.DELETIONS;

    /** Computes minutes, hours and days, for {@code rollup}. */
    @Bean
    @Singleton
    @Named("sensor")
    Rollup rollup(SensorConfig config) {
        return SensorRollup.of(config);
    }

    /** Keeps a reading as long as its setting says, and the grace period. */
    @Bean
    @Singleton
    @Named("sensor_reading")
    TableTtl readingsKept(SensorConfig config) {
        return new TableTtl(SensorTable.READINGS.name(), "ts", config.rowsKept());
    }

    /** Keeps a deletion longer than every reading that was accepted before it. */
    @Bean
    @Singleton
    @Named("sensor_deletion")
    TableTtl deletionsKept(SensorConfig config) {
        return new TableTtl(SensorTable.DELETIONS.name(), "stored_at", config.rowsKept());
    }

    /** Keeps windows of a minute. */
    @Bean
    @Singleton
    @Named("sensor_minute")
    TableTtl minutesKept(SensorConfig config) {
        return new TableTtl("sensor_minute", "hour", config.minuteRetention());
    }

    /** Keeps windows of an hour. */
    @Bean
    @Singleton
    @Named("sensor_hour")
    TableTtl hoursKept(SensorConfig config) {
        return new TableTtl("sensor_hour", "hour", config.hourRetention());
    }
}
