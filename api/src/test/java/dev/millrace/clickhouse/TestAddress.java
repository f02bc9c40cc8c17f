package dev.millrace.clickhouse;

import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What leads to one server, as the service would have it. */
public final class TestAddress {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ClickHouseConfig config;

    private TestAddress(ClickHouseConfig config) {
        this.config = config;
    }

    /** A server that asks for no passwords. */
    public static TestAddress of(URI url, Duration insertTimeout) {
        return of(Map.of("millrace.clickhouse.url", url), insertTimeout);
    }

    /** A server by the settings that lead a service to it. */
    public static TestAddress of(Map<String, ?> properties, Duration insertTimeout) {
        return new TestAddress(new ClickHouseConfig(
                text(properties, "url"),
                1,
                false,
                "ingest",
                text(properties, "ingest-password"),
                "",
                "report",
                text(properties, "report-password"),
                "",
                "rollup",
                text(properties, "rollup-password"),
                "",
                "admin",
                text(properties, "admin-password"),
                "",
                SOON,
                insertTimeout,
                SOON,
                false));
    }

    private static String text(Map<String, ?> properties, String name) {
        return Objects.toString(properties.get("millrace.clickhouse." + name), "");
    }

    public ClickHouseConfig config() {
        return config;
    }

    public ShardAddress shard() {
        return new ShardAddress(new Shard("1", 1), config);
    }

    public Statements statements() {
        return new Statements(http(), shard());
    }

    ClickHouseHttp http() {
        return new ClickHouseHttp(shard(), config);
    }
}
