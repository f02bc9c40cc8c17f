package dev.millrace.sensor.rollup;

import dev.millrace.clickhouse.TableTtl;
import dev.millrace.sensor.table.SensorConfig;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Sets the retention of the tables, so that ClickHouse deletes old rows: see {@link SensorConfig}. */
@Factory
final class SensorTtls {
    private final SensorConfig config;

    SensorTtls(SensorConfig config) {
        this.config = config;
    }

    @Bean
    @Singleton
    @Named("sensor_reading")
    TableTtl readings() {
        return new TableTtl(SensorTable.READINGS.name(), "ts", config.rowsKept());
    }

    /** Keeps a deletion longer than every reading that was accepted before it. */
    @Bean
    @Singleton
    @Named("sensor_deletion")
    TableTtl deletions() {
        return new TableTtl(SensorTable.DELETIONS.name(), "stored_at", config.rowsKept());
    }

    @Bean
    @Singleton
    @Named("sensor_minute")
    TableTtl minutes() {
        return new TableTtl("sensor_minute", "hour", config.minuteRetention());
    }

    @Bean
    @Singleton
    @Named("sensor_hour")
    TableTtl hours() {
        return new TableTtl("sensor_hour", "hour", config.hourRetention());
    }
}
