package dev.millrace.traffic;

import dev.millrace.clickhouse.TableTtl;
import dev.millrace.traffic.table.TrafficTable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Sets the retention of the tables, so that ClickHouse deletes old rows: see {@link TrafficRetention}. */
@Factory
final class TrafficTtls {
    private final TrafficConfig config;

    TrafficTtls(TrafficConfig config) {
        this.config = config;
    }

    @Bean
    @Singleton
    @Named("traffic")
    TableTtl views() {
        return new TableTtl(TrafficTable.VIEWS.name(), "created_at", TrafficRetention.rowsKept(config));
    }

    /** Keeps an edit longer than every view that may still be accepted again. */
    @Bean
    @Singleton
    @Named("traffic_edit")
    TableTtl edits() {
        return new TableTtl(TrafficTable.EDITS.name(), "stored_at", TrafficRetention.rowsKept(config));
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
