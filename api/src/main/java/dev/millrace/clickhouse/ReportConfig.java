package dev.millrace.clickhouse;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the connections that answer reports.
 *
 * @param maxConnections how many reports may ask ClickHouse at the same time; each connection has an HTTP pool of its own, so keep it small
 * @param maxWait how long a report waits for a connection before it is answered 503
 * @param timeout how long ClickHouse may take for one report; longer than the 15 s that the server gives the user {@code report}
 * @param rawRows how many rows ClickHouse may look at to count a day of one user from raw rows alone; 0 never to do so
 */
@ConfigurationProperties("millrace.report")
public record ReportConfig(
        @Bindable(defaultValue = "8") @Min(1) @Max(256) int maxConnections,
        @Bindable(defaultValue = "5s") Duration maxWait,
        @Bindable(defaultValue = "20s") Duration timeout,

        @Bindable(defaultValue = "200000") @Min(0) @Max(1_000_000_000)
        int rawRows) {}
