package dev.millrace.traffic.table;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The setting of page views in the archive.
 *
 * @param traffic whether page views are kept as they were received
 */
@ConfigurationProperties("millrace.archive")
public record TrafficArchiveConfig(
        @Bindable(defaultValue = "false") boolean traffic) {}
