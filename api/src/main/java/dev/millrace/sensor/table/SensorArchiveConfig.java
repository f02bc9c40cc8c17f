package dev.millrace.sensor.table;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The setting of readings in the archive.
 *
 * @param sensors whether readings of sensors are kept as they were received
 */
@ConfigurationProperties("millrace.archive")
public record SensorArchiveConfig(
        @Bindable(defaultValue = "false") boolean sensors) {}
