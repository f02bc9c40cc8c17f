package dev.millrace.sensor.deletion;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.RollupJob;
import dev.millrace.rollup.RollupRow;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.rollup.RollupStatements;
import dev.millrace.rollup.RollupVersions;
import dev.millrace.sensor.rollup.SensorDays;
import dev.millrace.sensor.table.DeletionRow;
import dev.millrace.sensor.table.SensorTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Hides the readings that a deletion covers and ClickHouse has. Every step is idempotent and may be interrupted. Blocks, for a long time if
 * there are many readings.
 */
@EachBean(Shard.class)
final class Tombstones {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long SECONDS_PER_DAY = MILLIS_PER_DAY / MILLIS_PER_SECOND;

    /** 2106-02-07: hours, with which the key begins, end there. */
    private static final long LATEST = 49_710L * MILLIS_PER_DAY;

    /** Most days in one statement: each day is a partition, and ClickHouse refuses a block for more than 100. */
    private static final int MAX_DAYS = 50;

    private static final long MAX_ROWS = 5_000_000;

    private static final String ROWS = """
            FROM millrace.sensor_reading ${final}
            WHERE sensor_id = ${sensor}
                AND toStartOfHour(ts) >= toStartOfHour(${from}) AND toStartOfHour(ts) <= toStartOfHour(${to})
                AND ts >= ${from} AND ts < ${to}
            """;

    private static final String DAYS =
            "SELECT toUInt32(toDate(ts)) AS day, count() " + ROWS + "GROUP BY day ORDER BY day";

    /** Run as admin: sealing waits for inserts of that user, too. The view that marks hours takes part in the insert. */
    private static final String HIDE =
            "INSERT INTO millrace.sensor_reading (sensor_id, ts, version, is_deleted) SELECT sensor_id, ts, ${version}, 1 "
                    + ROWS
                    + "AND version < ${version}";

    private static final String OLD_YEARS = "SELECT DISTINCT toYear(hour) FROM millrace.${table} FINAL WHERE ${hours}";

    private static final String EMPTY = RollupRow.named("""
            INSERT INTO millrace.${table} (is_seal, sensor_id, hour, version, is_empty)
            SELECT ${hour_row}, sensor_id, hour, ${version}, 1 FROM millrace.${table} FINAL WHERE ${hours} AND toYear(hour) = ${year}
            """);

    private static final String OLD_HOURS = RollupRow.named(
            "is_seal = ${hour_row} AND sensor_id = ${sensor} AND hour >= toDateTime(${from}, 'UTC') AND hour < toDateTime(${to}, 'UTC')");

    /** Also finds years whose rows are empty by now: an earlier attempt may have got so far. */
    private static final String YEARS_OF_DAYS = "SELECT DISTINCT toYear(hour) FROM millrace.sensor_hour WHERE ${hours}";

    private final Statements statements;
    private final RollupStatements rollup;
    private final RollupVersions versions;
    private final RollupJob job;

    Tombstones(
            @Parameter Statements statements,
            @Parameter RollupStatements rollup,
            @Parameter RollupVersions versions,
            @Parameter RollupScheduler rollups) {
        this.statements = statements;
        this.rollup = rollup;
        this.versions = versions;
        this.job = rollups.job(SensorTable.READINGS.name()).orElseThrow();
    }

    private record Day(long number, long rows) {}

    /** Hides what is stored now. The deletion must be stored before, so that other nodes hide what they store from now on. */
    void hideStored(DeletionRow deletion) throws IOException, InterruptedException {
        for (List<Day> days : cut(days(deletion))) {
            long from = Math.max(deletion.from(), days.getFirst().number() * MILLIS_PER_DAY);
            long to = Math.min(deletion.to(), (days.getLast().number() + 1) * MILLIS_PER_DAY);
            execute(HIDE.replace("${final}", "FINAL"), deletion, from, to);
        }
        emptyOldHours(deletion);
    }

    private List<Day> days(DeletionRow deletion) throws IOException, InterruptedException {
        List<Day> days = new ArrayList<>();
        String query = DAYS.replace("${final}", "");
        for (String line : execute(query, deletion, Math.min(LATEST, deletion.from()), Math.min(LATEST, deletion.to()))
                .lines()
                .toList()) {
            String[] columns = line.split("\t", -1);
            days.add(new Day(Long.parseLong(columns[0]), Long.parseLong(columns[1])));
        }
        return days;
    }

    /** Into pieces that one statement can do. */
    private static List<List<Day>> cut(List<Day> days) {
        List<List<Day>> pieces = new ArrayList<>();
        long rows = 0;
        for (Day day : days) {
            if (pieces.isEmpty() || pieces.getLast().size() == MAX_DAYS || rows + day.rows() > MAX_ROWS) {
                pieces.add(new ArrayList<>());
                rows = 0;
            }
            pieces.getLast().add(day);
            rows += day.rows();
        }
        return pieces;
    }

    private String execute(String statement, DeletionRow deletion, long from, long to)
            throws IOException, InterruptedException {
        return statements.execute(
                Role.ADMIN,
                statement
                        .replace("${sensor}", StoredDeletions.literal(deletion.sensorId()))
                        .replace("${from}", "fromUnixTimestamp64Milli(%s, 'UTC')".formatted(from))
                        .replace("${to}", "fromUnixTimestamp64Milli(%s, 'UTC')".formatted(to))
                        .replace("${version}", Long.toUnsignedString(deletion.version())),
                TIMEOUT);
    }

    /**
     * Replaces the rollups of hours whose raw rows are deleted because of their age: these hours are never recomputed. To be called after
     * the remaining rows are hidden, so that a computation with a higher version has not read those.
     */
    private void emptyOldHours(DeletionRow deletion) throws IOException, InterruptedException {
        long from = Math.ceilDiv(deletion.from(), MILLIS_PER_HOUR) * MILLIS_PER_HOUR / MILLIS_PER_SECOND;
        long to = Math.min(
                job.oldest(), Math.floorDiv(deletion.to(), MILLIS_PER_HOUR) * MILLIS_PER_HOUR / MILLIS_PER_SECOND);
        if (from >= to) {
            return;
        }
        String hours = oldHours(deletion, from, to);
        String version = Long.toString(versions.next());
        for (String table : List.of("sensor_minute", "sensor_hour")) {
            String years = OLD_YEARS.replace("${table}", table).replace("${hours}", hours);
            for (String[] year : rollup.rows(years)) {
                rollup.execute(EMPTY.replace("${table}", table)
                        .replace("${hours}", hours)
                        .replace("${year}", year[0])
                        .replace("${version}", version));
            }
        }
        computeDays(oldHours(
                deletion,
                Math.floorDiv(from, SECONDS_PER_DAY) * SECONDS_PER_DAY,
                Math.ceilDiv(to, SECONDS_PER_DAY) * SECONDS_PER_DAY));
    }

    /** Recomputes days with a version that is taken now, so that a computation with a higher version has read the empty hours. */
    private void computeDays(String hours) throws IOException, InterruptedException {
        long version = versions.next();
        for (String[] year : rollup.rows(YEARS_OF_DAYS.replace("${hours}", hours))) {
            rollup.execute(SensorDays.compute("%s AND toYear(hour) = %s".formatted(hours, year[0]), version));
        }
    }

    private static String oldHours(DeletionRow deletion, long from, long to) {
        return OLD_HOURS
                .replace("${sensor}", StoredDeletions.literal(deletion.sensorId()))
                .replace("${from}", Long.toString(from))
                .replace("${to}", Long.toString(to));
    }
}
