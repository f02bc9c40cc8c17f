package dev.millrace.door.report;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.RowReader;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.report.RowBody;
import dev.millrace.rollup.HourConditions;
import dev.millrace.rollup.HourPlan;
import dev.millrace.time.TimeRange;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Counts the openings of a door of this shard. */
@EachBean(Shard.class)
final class DoorReport {
    /** 1: the hour is sealed; 2: it is marked. */
    private static final String HOURS = """
            SELECT hour, toUInt8(1) FROM millrace.door_hour FINAL PREWHERE is_seal = 1 AND ${hours}
            UNION ALL
            SELECT DISTINCT hour, toUInt8(2) FROM millrace.door_opening_mark FINAL PREWHERE door = ${door} AND ${hours}
            """;

    private static final String OPENINGS = """
            SELECT toInt64(sum(n)), toInt64(sum(some)) FROM
            (
                SELECT count() AS n, sum(people) AS some FROM millrace.door_opening FINAL PREWHERE door = ${door} AND ${rows}
                UNION ALL
                SELECT sum(openings), sum(people) FROM millrace.door_hour FINAL
                PREWHERE is_seal = 0 AND door = ${door} AND ${hours}
            )
            """;

    private static final int IS_SEALED = 1;

    private final ReportQueries queries;

    DoorReport(@Parameter ReportQueries queries) {
        this.queries = queries;
    }

    void write(long door, TimeRange range, RowBody body) throws SQLException, IOException {
        HourPlan plan = plan(door, range);
        Query query = Query.of(OPENINGS)
                .withSql("rows", HourConditions.rows("at", plan.raw()))
                .withSql("hours", HourConditions.hours(plan.rolledUp()))
                .with("door", door);
        try (RowReader rows = queries.open(query)) {
            while (rows.hasNext()) {
                body.beginRow();
                body.number(rows.int64());
                body.number(rows.int64());
                body.endRow();
            }
        }
    }

    private HourPlan plan(long door, TimeRange range) throws SQLException {
        HourPlan.Builder plan = new HourPlan.Builder(range);
        TimeRange whole = HourPlan.wholeHours(range);
        Query query = Query.of(HOURS)
                .withSql("hours", HourConditions.hours(List.of(whole)))
                .with("door", door);
        try (RowReader rows = queries.open(query)) {
            while (rows.hasNext()) {
                long hour = rows.uint32();
                if (rows.uint8() == IS_SEALED) {
                    plan.sealed(hour);
                } else {
                    plan.marked(hour);
                }
            }
        }
        return plan.plan();
    }
}
