package dev.millrace.traffic.report;

import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import dev.millrace.traffic.table.TrafficConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Reads reports of which sealed hours come from a rollup and the others from raw rows: plans, reads, and checks whether a view may have
 * moved in between. If so, those hours are read again from raw rows, where such a move is atomic. Thread-safe; blocks.
 */
@EachBean(Shard.class)
final class PlannedReports {
    private static final int MOST_TRIES = 4;

    private final DataSource reports;
    private final TrafficConfig config;
    private final InstantSource clock;
    private final Counter repeats;

    PlannedReports(
            Shard shard,
            @Parameter DataSource reports,
            TrafficConfig config,
            InstantSource clock,
            MeterRegistry registry) {
        this.reports = reports;
        this.config = config;
        this.clock = clock;
        this.repeats = Counter.builder("millrace.report.repeats")
                .tags("shard", shard.name())
                .description("Reports that were read again because a view moved between two hours meanwhile")
                .register(registry);
    }

    /** Reads a report by its plan. When it returns, ClickHouse must have begun to answer. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Connection connection, HourPlan plan) throws SQLException, IOException;
    }

    /** Disposes of an answer that is not valid. */
    @FunctionalInterface
    interface Disposer<T> {
        void dispose(T answer);
    }

    /** Reads a report whose answer needs no disposal. */
    <T> T read(TrafficHours.Subject subject, TimeRange range, Reader<T> reader) throws SQLException, IOException {
        return read(subject, range, reader, _ -> {});
    }

    /** Reads a report. */
    <T> T read(TrafficHours.Subject subject, TimeRange range, Reader<T> reader, Disposer<T> disposer)
            throws SQLException, IOException {
        try (Connection connection = reports.getConnection()) {
            Set<Long> raw = new HashSet<>();
            for (int i = 0; i < MOST_TRIES; i++) {
                TrafficHours hours = TrafficHours.plan(connection, range, subject, raw::contains);
                T answer = reader.read(connection, hours.plan());
                Set<Long> guarded = guardedSince(hours, connection, answer, disposer);
                if (guarded.isEmpty()) {
                    return answer;
                }
                disposer.dispose(answer);
                repeats.increment();
                raw.addAll(guarded);
            }
            // Nothing moves in hours whose rows are gone.
            long since = config.allRowsSince(clock.instant()).getEpochSecond();
            return reader.read(
                    connection,
                    TrafficHours.plan(connection, range, subject, hour -> hour >= since)
                            .plan());
        }
    }

    private static <T> Set<Long> guardedSince(TrafficHours hours, Connection connection, T answer, Disposer<T> disposer)
            throws SQLException {
        try {
            return hours.guardedSince(connection);
        } catch (SQLException | RuntimeException e) {
            disposer.dispose(answer);
            throw e;
        }
    }
}
