package dev.millrace.traffic;

import dev.millrace.time.TimeRange;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Counts one user's page views. Thread-safe; blocks. */
@Singleton
final class DailyReport {
    /**
     * FINAL makes it exact through duplicates; the key starts with the user and the time, so little is read. Versions of a view share its
     * time and so its partition: partitions need not be merged with each other.
     */
    private static final String VIEWS_BY_PAGE = """
            SELECT page_url, count() AS views
            FROM millrace.traffic FINAL
            WHERE user_id = ?
              AND created_at >= fromUnixTimestamp64Milli(?, 'UTC')
              AND created_at < fromUnixTimestamp64Milli(?, 'UTC')
            GROUP BY page_url
            ORDER BY views DESC, page_url
            LIMIT ?
            SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    private final DataSource reports;

    DailyReport(DataSource reports) {
        this.reports = reports;
    }

    /**
     * Views by page, most viewed first.
     *
     * @param userId 0..2^32-1
     * @param limit how many pages at most
     */
    Map<String, Long> viewsByPage(long userId, TimeRange range, int limit) throws SQLException {
        try (Connection connection = reports.getConnection();
                PreparedStatement query = connection.prepareStatement(VIEWS_BY_PAGE)) {
            query.setLong(1, userId);
            query.setLong(2, range.from().toEpochMilli());
            query.setLong(3, range.to().toEpochMilli());
            query.setInt(4, limit);
            Map<String, Long> views = new LinkedHashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    views.put(rows.getString(1), rows.getLong(2));
                }
            }
            return views;
        }
    }
}
