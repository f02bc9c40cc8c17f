package dev.millrace.traffic.report;

import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import dev.millrace.traffic.table.TrafficConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads reports of which sealed hours come from a rollup and the others from raw rows: plans, reads, and checks whether a view may have
 * moved in between. If so, those hours are read again from raw rows, where such a move is atomic. Thread-safe; blocks.
 */
@EachBean(Shard.class)
final class PlannedReports {
    private static final int MOST_TRIES = 4;

    private final ReportQueries queries;
    private final TrafficConfig config;
    private final InstantSource clock;
    private final Counter repeats;

    PlannedReports(
            Shard shard,
            @Parameter ReportQueries queries,
            TrafficConfig config,
            InstantSource clock,
            MeterRegistry registry) {
        this.queries = queries;
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
        T read(HourPlan plan) throws SQLException, IOException;
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
        Set<Long> raw = new HashSet<>();
        for (int i = 0; i < MOST_TRIES; i++) {
            TrafficHours hours = TrafficHours.plan(queries, range, subject, raw::contains);
            T answer = reader.read(hours.plan());
            Set<Long> guarded = guardedSince(hours, answer, disposer);
            if (guarded.isEmpty()) {
                return answer;
            }
            disposer.dispose(answer);
            repeats.increment();
            raw.addAll(guarded);
        }
        // Nothing moves in hours whose rows are gone.
        long since = config.allRowsSince(clock.instant()).getEpochSecond();
        return reader.read(TrafficHours.plan(queries, range, subject, hour -> hour >= since)
                .plan());
    }

    private <T> Set<Long> guardedSince(TrafficHours hours, T answer, Disposer<T> disposer)
            throws SQLException, IOException {
        try {
            return hours.guardedSince(queries);
        } catch (SQLException | IOException | RuntimeException e) {
            disposer.dispose(answer);
            throw e;
        }
    }
}
