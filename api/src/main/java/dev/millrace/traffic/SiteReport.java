package dev.millrace.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.time.TimeRange;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Counts the page views of all users. Thread-safe; blocks. Reads every view of the range. */
@Singleton
final class SiteReport {
    private static final String PAGES = """
            SELECT page_url, count() AS views, uniqExact(user_id) AS users
            FROM millrace.traffic FINAL
            WHERE created_at >= fromUnixTimestamp64Milli(?, 'UTC') AND created_at < fromUnixTimestamp64Milli(?, 'UTC')
            GROUP BY page_url
            ORDER BY views DESC, page_url
            LIMIT ?
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    private static final String HOURS = """
            SELECT toUnixTimestamp(toStartOfHour(created_at)) AS hour, count() AS views, uniqExact(user_id) AS users
            FROM millrace.traffic FINAL
            WHERE created_at >= fromUnixTimestamp64Milli(?, 'UTC') AND created_at < fromUnixTimestamp64Milli(?, 'UTC')
            GROUP BY hour
            ORDER BY hour
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    /** A page and who viewed it. */
    @Serdeable
    record Page(@JsonProperty("page_url") String pageUrl, long views, long users) {}

    /** An hour, by its start in UTC, and what was viewed in it. Hours without views are left out. */
    @Serdeable
    record Hour(Instant hour, long views, long users) {}

    private final DataSource reports;

    SiteReport(DataSource reports) {
        this.reports = reports;
    }

    /** Pages, most viewed first. */
    List<Page> pages(TimeRange range, int limit) throws SQLException {
        try (Connection connection = reports.getConnection();
                PreparedStatement query = prepare(connection, PAGES, range)) {
            query.setInt(3, limit);
            List<Page> pages = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    pages.add(new Page(rows.getString(1), rows.getLong(2), rows.getLong(3)));
                }
            }
            return pages;
        }
    }

    /** Hours in their order; the first and the last may be in the range only in part. */
    List<Hour> hours(TimeRange range) throws SQLException {
        try (Connection connection = reports.getConnection();
                PreparedStatement query = prepare(connection, HOURS, range)) {
            List<Hour> hours = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    hours.add(new Hour(Instant.ofEpochSecond(rows.getLong(1)), rows.getLong(2), rows.getLong(3)));
                }
            }
            return hours;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, TimeRange range) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        query.setLong(1, range.from().toEpochMilli());
        query.setLong(2, range.to().toEpochMilli());
        return query;
    }
}
