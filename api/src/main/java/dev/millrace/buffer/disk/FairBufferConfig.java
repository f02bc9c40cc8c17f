package dev.millrace.buffer.disk;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Settings of the two logs that take turns.
 *
 * @param days a body of more days waits in the second log, of which that many days are stored at a time, in turn with other bodies
 */
@ConfigurationProperties("millrace.turns")
public record FairBufferConfig(
        @Bindable(defaultValue = "8") @Min(2) @Max(100) int days) {}
