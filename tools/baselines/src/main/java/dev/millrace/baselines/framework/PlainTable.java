package dev.millrace.baselines.framework;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Properties;

/** Inserts one row at a time through JDBC. */
@Singleton
@Requires(property = "plain.url")
final class PlainTable {
    private static final int CONNECTIONS = 16;

    private final HikariDataSource connections;
    private final String insert;

    PlainTable(
            @Value("${plain.url}") String url,
            @Value("${plain.user}") String user,
            @Value("${plain.password}") String password,
            @Value("${plain.table}") String table) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("compress", "false");
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(CONNECTIONS);
        connections = new HikariDataSource(config);
        insert = "INSERT INTO " + table
                + " (request_id, user_id, created_at, page_url, version, is_deleted) VALUES (?, ?, ?, ?, ?, 0)";
    }

    void insert(long requestId, PlainView view) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setLong(1, requestId);
            statement.setLong(2, view.userId());
            statement.setTimestamp(3, Timestamp.from(view.createdAt()));
            statement.setString(4, view.pageUrl());
            statement.setLong(5, System.currentTimeMillis());
            statement.executeUpdate();
        }
    }
}
