package dev.millrace.clickhouse;

import java.net.URI;
import java.time.Duration;

/** Inserts into whatever answers at an address. */
public final class TestInserter implements AutoCloseable {
    private final ClickHouseHttp http;
    private final RowInserter inserter;

    /** @param timeout of an insert */
    public TestInserter(URI url, Duration timeout) {
        ClickHouseConfig config =
                new ClickHouseConfig(url, false, "ingest", "", "", "", "", "", "", "", Duration.ofSeconds(5), timeout);
        http = new ClickHouseHttp(config);
        inserter = new RowInserter(http, config);
    }

    /** The real one. */
    public RowInserter inserter() {
        return inserter;
    }

    @Override
    public void close() {
        http.close();
    }
}
