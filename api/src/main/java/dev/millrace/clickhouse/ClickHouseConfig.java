package dev.millrace.clickhouse;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;

/**
 * Where ClickHouse is, a server or chproxy, and as whom to talk to it. With the embedded server all of it is set at start.
 *
 * @param url {@code http://host:port}
 * @param replicated true if tables are to be made with replicated engines
 * @param connectTimeout how long a connection may take to open
 * @param insertTimeout how long an insert may take; what happened to a slower one is unknown, and it is sent again. Longer than the
 *     60 s that the server gives the user {@code ingest}, so that the server is the one to give up
 */
@ConfigurationProperties("millrace.clickhouse")
public record ClickHouseConfig(
        URI url,
        @Bindable(defaultValue = "false") boolean replicated,
        @Bindable(defaultValue = "ingest") String ingestUser,
        @Bindable(defaultValue = "") String ingestPassword,
        @Bindable(defaultValue = "report") String reportUser,
        @Bindable(defaultValue = "") String reportPassword,
        @Bindable(defaultValue = "rollup") String rollupUser,
        @Bindable(defaultValue = "") String rollupPassword,
        @Bindable(defaultValue = "admin") String adminUser,
        @Bindable(defaultValue = "") String adminPassword,
        @Bindable(defaultValue = "5s") Duration connectTimeout,
        @Bindable(defaultValue = "90s") Duration insertTimeout) {
    /** Leaves out the passwords. */
    @Override
    public String toString() {
        return "ClickHouseConfig[url=%s, replicated=%s]".formatted(url, replicated);
    }
}
