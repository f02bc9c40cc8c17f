package dev.millrace.clickhouse;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.clickhouse.shard.ClickHouseConfig;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.ShardAddress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Parameter;
import java.util.Properties;

/** Makes the pools that reports read through. */
@Factory
final class ReportDataSourceFactory {
    @Bean(preDestroy = "close")
    @EachBean(Shard.class)
    HikariDataSource reports(
            @Parameter ShardAddress address, ClickHouseConfig clickHouse, ReportConfig reports, MeterRegistry metrics) {
        Properties driver = new Properties();
        driver.setProperty(
                "connection_timeout", Long.toString(clickHouse.connectTimeout().toMillis()));
        driver.setProperty("socket_timeout", Long.toString(reports.timeout().toMillis()));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(
                clickHouse.shards() == 1
                        ? "reports"
                        : "reports-" + address.shard().number());
        pool.setJdbcUrl("jdbc:clickhouse:%s/millrace".formatted(address.url()));
        pool.setUsername(address.user(Role.REPORT));
        pool.setPassword(address.password(Role.REPORT));
        pool.setMaximumPoolSize(reports.maxConnections());
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(reports.maxWait().toMillis());
        // ClickHouse may be away at the start; events are taken nevertheless.
        pool.setInitializationFailTimeout(-1);
        pool.setDataSourceProperties(driver);
        pool.setMetricRegistry(metrics);
        return new HikariDataSource(pool);
    }
}
