package dev.millrace.clickhouse;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Properties;

/** Makes the pool that reports read through. */
@Factory
final class ReportDataSourceFactory {
    @Bean(preDestroy = "close")
    @Singleton
    HikariDataSource reports(ClickHouseConfig clickHouse, ReportConfig reports, MeterRegistry metrics) {
        Properties driver = new Properties();
        driver.setProperty(
                "connection_timeout", Long.toString(clickHouse.connectTimeout().toMillis()));
        driver.setProperty("socket_timeout", Long.toString(reports.timeout().toMillis()));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("reports");
        pool.setJdbcUrl("jdbc:clickhouse:%s/millrace".formatted(clickHouse.url()));
        pool.setUsername(clickHouse.reportUser());
        pool.setPassword(clickHouse.reportPassword());
        pool.setMaximumPoolSize(reports.maxConnections());
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(reports.maxWait().toMillis());
        // ClickHouse may be away when we start; events are taken all the same.
        pool.setInitializationFailTimeout(-1);
        pool.setDataSourceProperties(driver);
        pool.setMetricRegistry(metrics);
        return new HikariDataSource(pool);
    }
}
