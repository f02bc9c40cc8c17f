package dev.millrace.traffic.rollup;

import dev.millrace.rollup.Rollup;
import dev.millrace.rollup.RollupRow;
import dev.millrace.traffic.table.TrafficConfig;
import dev.millrace.traffic.table.TrafficTable;
import java.time.Duration;
import java.util.List;

/** Defines the rollups of page views: of each user and hour, and of each hour for the whole site. */
public final class TrafficRollup {
    /**
     * The times exclude parts of other days. They are DateTime64, as the column is: with {@code created_at < DateTime}, ClickHouse 26.7
     * wrongly leaves out parts that have only the last second before that time.
     */
    private static final String ROWS_OF_HOUR = """
            millrace.traffic FINAL
            PREWHERE toStartOfHour(created_at) = ${hour}
                AND created_at >= toDateTime64(${hour}, 3, 'UTC') AND created_at < toDateTime64(${hour}, 3, 'UTC') + INTERVAL 1 HOUR
            """;

    /** A user whose views are all gone gets an empty row, because without a new row the old one would stay. */
    private static final String USERS = RollupRow.named("""
            INSERT INTO millrace.traffic_hour (is_seal, user_id, hour, pages, counts, version, is_empty)
            SELECT ${hour_row}, user_id, ${hour}, groupArrayIf(page, views > 0), groupArrayIf(views, views > 0), ${version}, max(views) = 0
            FROM
            (
                SELECT user_id, page_url AS page, toUInt32(count()) AS views FROM ${rows} GROUP BY user_id, page
                UNION ALL
                SELECT DISTINCT user_id, '' AS page, toUInt32(0) AS views FROM ${users}
            )
            GROUP BY user_id
            """);

    private static final String MARKED_USERS = "millrace.traffic_taken WHERE run = ${run}";

    private static final String ROWS_OF_MARKED =
            ROWS_OF_HOUR + "AND user_id IN (SELECT user_id FROM " + MARKED_USERS + ")";

    private static final String KNOWN_USERS = RollupRow.named("""
            (
                SELECT user_id FROM millrace.traffic_taken WHERE run = ${run}
                UNION ALL
                SELECT user_id FROM millrace.traffic_hour FINAL WHERE is_seal = ${hour_row} AND hour = ${hour}
            )
            """);

    private static final String SITE = """
            INSERT INTO millrace.traffic_site_hour (hour, pages, page_views, page_users, views, users, version, is_empty)
            SELECT ${hour}, groupArray(page), groupArray(page_views), groupArray(page_users),
                   sum(page_views), groupBitmapMerge(page_users), ${version}, 0
            FROM
            (
                SELECT page_url AS page, count() AS page_views, groupBitmapState(user_id) AS page_users
                FROM ${rows} GROUP BY page
            )
            """.replace("${rows}", ROWS_OF_HOUR);

    /**
     * Seals or unseals an hour for both tables. The row of the site stays when an hour is unsealed: a report that has planned to read it
     * finds it, or the one that replaces it.
     */
    private static final String SEAL = RollupRow.named("""
            INSERT INTO millrace.traffic_hour (is_seal, user_id, hour, version, is_empty) VALUES (${hour_seal}, 0, ${hour}, ${version}, ${empty})
            """);

    private static final String SEALED = RollupRow.named("""
            SELECT hour FROM millrace.traffic_hour FINAL
            WHERE is_seal = ${hour_seal} AND hour IN (SELECT hour FROM millrace.traffic_site_hour FINAL)
            """);

    private static final String UNSEALED = RollupRow.named("""
            SELECT hour FROM millrace.traffic_hour WHERE is_seal = ${hour_seal} AND is_empty = 1
            """);

    private TrafficRollup() {}

    /** Returns the rollups. */
    public static Rollup of(TrafficConfig config) {
        return new Rollup(
                TrafficTable.VIEWS.name(),
                rowsKept(config),
                "user_id",
                List.of(users(ROWS_OF_HOUR, MARKED_USERS), SITE),
                List.of(users(ROWS_OF_HOUR, KNOWN_USERS), SITE),
                List.of(users(ROWS_OF_MARKED, MARKED_USERS), SITE),
                List.of(SEAL.replace("${empty}", "0")),
                List.of(SEAL.replace("${empty}", "1")),
                SEALED,
                UNSEALED);
    }

    private static String users(String rows, String users) {
        return USERS.replace("${rows}", rows).replace("${users}", users);
    }

    private static Duration rowsKept(TrafficConfig config) {
        Duration kept = config.rowsSurelyKept();
        return kept == null ? Rollup.FOR_EVER : kept;
    }
}
