package dev.millrace.clock;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings of the clock.
 *
 * @param syncInterval how often the clock is compared with ClickHouse's; zero: never, the machine's clock is used uncorrected
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
