package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A server of a test class's own and its three users. */
record ServerWithUsers(EmbeddedClickHouse server, SqlUser ingest, SqlUser report, SqlUser admin)
        implements AutoCloseable {
    static final int ACCESS_DENIED = 497;
    static final int READONLY = 164;
    static final int SETTING_CONSTRAINT_VIOLATION = 452;

    static ServerWithUsers start(Path directory) throws IOException {
        Credentials credentials = Credentials.random();
        EmbeddedClickHouse server = EmbeddedClickHouse.start(new EmbeddedConfig(directory, 0, 0, credentials));
        return new ServerWithUsers(
                server,
                new SqlUser(server.httpUrl(), "ingest", credentials.ingestPassword()),
                new SqlUser(server.httpUrl(), "report", credentials.reportPassword()),
                new SqlUser(server.httpUrl(), "admin", credentials.adminPassword()));
    }

    /** An empty database {@code millrace} with one table. */
    void createTable() throws IOException, InterruptedException {
        admin.ask("DROP DATABASE IF EXISTS millrace SYNC");
        admin.ask("CREATE DATABASE millrace");
        admin.ask("CREATE TABLE millrace.event (id UInt64, at DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree"
                + " PARTITION BY toDate(at) ORDER BY id");
    }

    @Override
    public void close() {
        server.close();
    }
}
