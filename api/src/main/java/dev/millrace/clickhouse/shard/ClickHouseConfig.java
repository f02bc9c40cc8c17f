package dev.millrace.clickhouse.shard;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * The address of ClickHouse, a server or chproxy, and the users to connect as. With the embedded server all of it is set at start. In the
 * address and in the names of users <code>{shard}</code> stands for the number of the shard. A password may be in a file instead.
 *
 * @param url {@code http://host:port}
 * @param shards how many databases rows are spread over
 * @param replicated true if tables are to be made with replicated engines
 * @param connectTimeout how long a connection may take to open
 * @param insertTimeout how long an insert may take; the outcome of a slower one is unknown, and it is sent again. Longer than the 60 s that
 * the server gives the user {@code ingest}, so that the server gives up first
 * @param anyVersion true to use a ClickHouse of a version that this build was not tested with
 * @param shardPatience how long the rows of other shards wait for an insert; those of a slower shard go into a buffer of their own
 */
@ConfigurationProperties("millrace.clickhouse")
public record ClickHouseConfig(
        String url,
        @Bindable(defaultValue = "1") @Min(1) @Max(64) int shards,
        @Bindable(defaultValue = "false") boolean replicated,
        @Bindable(defaultValue = "ingest") String ingestUser,
        @Bindable(defaultValue = "") String ingestPassword,
        @Bindable(defaultValue = "") String ingestPasswordFile,
        @Bindable(defaultValue = "report") String reportUser,
        @Bindable(defaultValue = "") String reportPassword,
        @Bindable(defaultValue = "") String reportPasswordFile,
        @Bindable(defaultValue = "rollup") String rollupUser,
        @Bindable(defaultValue = "") String rollupPassword,
        @Bindable(defaultValue = "") String rollupPasswordFile,
        @Bindable(defaultValue = "admin") String adminUser,
        @Bindable(defaultValue = "") String adminPassword,
        @Bindable(defaultValue = "") String adminPasswordFile,
        @Bindable(defaultValue = "5s") Duration connectTimeout,
        @Bindable(defaultValue = "90s") Duration insertTimeout,
        @Bindable(defaultValue = "10s") Duration shardPatience,
        @Bindable(defaultValue = "false") boolean anyVersion) {
    /** Checks what annotations cannot say. */
    public ClickHouseConfig {
        if (shards > 1 && !url.contains(ShardAddress.PLACE) && !ingestUser.contains(ShardAddress.PLACE)) {
            throw new IllegalArgumentException(
                    "MILLRACE_CLICKHOUSE_SHARDS=%s needs {shard} in MILLRACE_CLICKHOUSE_URL, or in the names of all users (MILLRACE_CLICKHOUSE_INGEST_USER=ingest-{shard})"
                            .formatted(shards));
        }
    }

    /** Leaves out the passwords. */
    @Override
    public String toString() {
        return "ClickHouseConfig[url=%s, shards=%s, replicated=%s]".formatted(url, shards, replicated);
    }
}
