package dev.millrace.gate;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Settings of a port for administration and metrics alone.
 *
 * @param port port to listen on; 0 if all routes are at the port of the service
 * @param host address to listen on
 */
@ConfigurationProperties("millrace.admin")
public record AdminConfig(
        @Bindable(defaultValue = "0") @Min(0) @Max(65_535) int port,
        @Bindable(defaultValue = "127.0.0.1") String host) {}
