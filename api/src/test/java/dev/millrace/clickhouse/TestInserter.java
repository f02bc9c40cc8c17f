package dev.millrace.clickhouse;

import java.net.URI;
import java.time.Duration;

/** Inserts into whatever answers at an address. */
public final class TestInserter implements AutoCloseable {
    private final ClickHouseHttp http;
    private final RowInserter inserter;

    /** @param timeout of an insert */
    public TestInserter(URI url, Duration timeout) {
        TestAddress address = TestAddress.of(url, timeout);
        http = address.http();
        inserter = new RowInserter(http, address.config());
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
