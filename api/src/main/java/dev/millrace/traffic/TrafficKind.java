package dev.millrace.traffic;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.TableTtl;
import dev.millrace.gate.ApiPaths;
import dev.millrace.rollup.Rollup;
import dev.millrace.traffic.erasure.ErasureTable;
import dev.millrace.traffic.rollup.TrafficRollup;
import dev.millrace.traffic.table.TrafficConfig;
import dev.millrace.traffic.table.TrafficTable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/**
 * Describes page views to the stages: each stage collects the beans of a type from all kinds of events, and names no kind.
 *
 * <p>Page views also contribute services with dependencies: {@code intake.TrafficPosts} to {@code direct}, {@code intake.TrafficArchive} to
 * {@code archive}, and a rewriter each of {@code edit} and {@code erasure} to the drain of each shard.
 * {@link TrafficAccess} lists the kinds and scopes that keys may name.
 */
@Factory
public final class TrafficKind {
    /** The paths of page views; {@code gate} knows from them what a request needs. */
    public static final ApiPaths PATHS =
            ApiPaths.ofEvents("/api/traffic").withBeacon("/api/traffic/beacon").withDeletions("/api/users");

    @Bean
    @Named("traffic")
    final ApiPaths paths = PATHS;

    /** Stores page views, each in one shard. */
    @Bean
    @Named("traffic")
    final EventTable views = TrafficTable.VIEWS;

    /** Stores edits in every shard. */
    @Bean
    @Named("traffic_edit")
    final EventTable edits = TrafficTable.EDITS;

    /** Stores erasures in every shard. */
    @Bean
    @Named("erasure")
    final EventTable erasures = ErasureTable.ERASURES;

    /** Computes hours, for {@code rollup}. */
    @Bean
    @Singleton
    @Named("traffic")
    Rollup rollup(TrafficConfig config) {
        return TrafficRollup.of(config);
    }

    /** Keeps a view as long as its setting says, and the grace period. */
    @Bean
    @Singleton
    @Named("traffic")
    TableTtl viewsKept(TrafficConfig config) {
        return new TableTtl(TrafficTable.VIEWS.name(), "created_at", config.rowsKept());
    }

    /** Keeps an edit longer than every view that may still be accepted again. */
    @Bean
    @Singleton
    @Named("traffic_edit")
    TableTtl editsKept(TrafficConfig config) {
        return new TableTtl(TrafficTable.EDITS.name(), "stored_at", config.rowsKept());
    }

    /** Keeps the hours of users. */
    @Bean
    @Singleton
    @Named("traffic_hour")
    TableTtl hoursKept(TrafficConfig config) {
        return new TableTtl("traffic_hour", "hour", config.rollupRetention());
    }

    /** Keeps the hours of the site. */
    @Bean
    @Singleton
    @Named("traffic_site_hour")
    TableTtl siteHoursKept(TrafficConfig config) {
        return new TableTtl("traffic_site_hour", "hour", config.rollupRetention());
    }
}
