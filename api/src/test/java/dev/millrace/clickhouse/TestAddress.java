package dev.millrace.clickhouse;

import java.net.URI;
import java.time.Duration;

/** What leads to one server, as the service would have it. */
public final class TestAddress {
    private final ClickHouseConfig config;

    private TestAddress(ClickHouseConfig config) {
        this.config = config;
    }

    /** A server whose users have no passwords, but for {@code admin}. */
    public static TestAddress of(URI url, String adminPassword, Duration insertTimeout) {
        return new TestAddress(new ClickHouseConfig(
                url.toString(),
                1,
                false,
                "ingest",
                "",
                "",
                "report",
                "",
                "",
                "rollup",
                "",
                "",
                "admin",
                adminPassword,
                "",
                Duration.ofSeconds(5),
                insertTimeout,
                Duration.ofSeconds(10)));
    }

    ClickHouseConfig config() {
        return config;
    }

    ShardAddress shard() {
        return new ShardAddress(new Shard("1", 1), config);
    }

    ClickHouseHttp http() {
        return new ClickHouseHttp(shard(), config);
    }
}
