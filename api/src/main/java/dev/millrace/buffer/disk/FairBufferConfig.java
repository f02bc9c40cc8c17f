package dev.millrace.buffer.disk;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Says when senders take turns at being stored.
 *
 * @param days a body of more days waits in a log of its own, of which as many days are stored between what others send
 */
@ConfigurationProperties("millrace.turns")
public record FairBufferConfig(
        @Bindable(defaultValue = "8") @Min(2) @Max(100) int days) {}
