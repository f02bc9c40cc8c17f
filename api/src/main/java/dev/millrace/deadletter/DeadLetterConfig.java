package dev.millrace.deadletter;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * Settings of the dead letters.
 *
 * @param maxAge letters that were added longer ago are deleted
 * @param maxBytes how much their files may hold; when it is reached, the drain waits until there is room
 */
@ConfigurationProperties("millrace.dead-letters")
public record DeadLetterConfig(
        @Bindable(defaultValue = "90d") Duration maxAge,

        @Bindable(defaultValue = "1GB") @ReadableBytes @Min(1024)
        long maxBytes) {
    /** Checks what annotations cannot say. */
    public DeadLetterConfig {
        if (maxAge.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "MILLRACE_DEAD_LETTERS_MAX_AGE (%s) must be 1m or more".formatted(maxAge));
        }
    }
}
