package dev.millrace.traffic;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Counts one user's page views over 24 hours. Thread-safe; blocks. */
@Singleton
final class DailyReport {
    private static final Duration DAY = Duration.ofDays(1);

    /** FINAL makes it exact through duplicates; the key starts with the user and the time, so little is read. */
    private static final String VIEWS_BY_PAGE = """
            SELECT page_url, count() AS views
            FROM millrace.traffic FINAL
            WHERE user_id = ?
              AND created_at >= fromUnixTimestamp64Milli(?, 'UTC')
              AND created_at < fromUnixTimestamp64Milli(?, 'UTC')
            GROUP BY page_url
            ORDER BY views DESC, page_url
            """;

    private final DataSource reports;

    DailyReport(DataSource reports) {
        this.reports = reports;
    }

    /**
     * Views by page, most viewed first, from 24 hours before {@code end} (included) to {@code end} (excluded).
     *
     * @param userId 0..2^32-1
     */
    Map<String, Long> viewsByPage(long userId, Instant end) throws SQLException {
        try (Connection connection = reports.getConnection();
                PreparedStatement query = connection.prepareStatement(VIEWS_BY_PAGE)) {
            query.setLong(1, userId);
            query.setLong(2, end.minus(DAY).toEpochMilli());
            query.setLong(3, end.toEpochMilli());
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
