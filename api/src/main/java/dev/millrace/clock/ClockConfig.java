package dev.millrace.clock;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the service follows ClickHouse's clock.
 *
 * @param syncInterval how often the clocks are compared; zero: never, the machine's clock is used as it is
 */
@ConfigurationProperties("millrace.clock")
public record ClockConfig(@Bindable(defaultValue = "10s") Duration syncInterval) {
    /** Checks the interval. */
    public ClockConfig {
        if (syncInterval.isNegative()) {
            throw new IllegalArgumentException("millrace.clock.sync-interval must not be negative: " + syncInterval);
        }
    }
}
