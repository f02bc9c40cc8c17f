package dev.millrace.traffic;

import dev.millrace.clickhouse.TableTtl;
import dev.millrace.report.WrongParameterException;
import dev.millrace.time.TimeRange;
import dev.millrace.traffic.table.TrafficTable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long page views are kept. A row stays a grace period longer than its event may be accepted, because it may wait in a buffer; its
 * rollup is final by then, and stays longer.
 */
@Factory
final class TrafficRetention {
    private final TrafficConfig config;

    TrafficRetention(TrafficConfig config) {
        this.config = config;
    }

    /** The earliest {@code created_at} to accept, in milliseconds of 1970. */
    static long earliestMillis(TrafficConfig config, Instant now) {
        Duration kept = config.rawRetention();
        return kept == null ? 0 : Math.max(0, now.minus(kept).toEpochMilli());
    }

    /** How long rows are there at least; null for ever. */
    static @Nullable Duration rowsKept(TrafficConfig config) {
        Duration kept = config.rawRetention();
        return kept == null ? null : kept.plus(config.retentionGrace());
    }

    /** Rows of an hour that is only partly in the range would be needed, and may be gone. */
    static void refuseHalfHours(TrafficConfig config, Instant now, TimeRange range) {
        if (config.rawRetention() != null) {
            Instant kept = now.minus(config.rawRetention());
            refuseHalfHour("from", range.from(), kept);
            refuseHalfHour("to", range.to(), kept);
        }
    }

    private static void refuseHalfHour(String name, Instant time, Instant kept) {
        if (time.isBefore(kept) && !time.truncatedTo(ChronoUnit.HOURS).equals(time)) {
            throw new WrongParameterException(
                    name,
                    "%s must be a whole hour of UTC: views of before %s are kept by the hour".formatted(name, kept));
        }
    }

    @Bean
    @Singleton
    @Named("traffic")
    TableTtl views() {
        return new TableTtl(TrafficTable.VIEWS.name(), "created_at", rowsKept(config));
    }

    /** An edit outlives every view that may still be accepted again. */
    @Bean
    @Singleton
    @Named("traffic_edit")
    TableTtl edits() {
        return new TableTtl(TrafficTable.EDITS.name(), "stored_at", rowsKept(config));
    }

    @Bean
    @Singleton
    @Named("traffic_hour")
    TableTtl userRollup() {
        return new TableTtl("traffic_hour", "hour", config.rollupRetention());
    }

    @Bean
    @Singleton
    @Named("traffic_site_hour")
    TableTtl siteRollup() {
        return new TableTtl("traffic_site_hour", "hour", config.rollupRetention());
    }
}
