package dev.millrace.archive;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings of the archive. Each kind of event has a setting of its own that switches it on.
 *
 * @param keep how long an event is kept after it was received, 1 hour and more; its partition goes as a whole, up to a day later
 */
@ConfigurationProperties("millrace.archive")
public record ArchiveConfig(@Bindable(defaultValue = "30d") Duration keep) {
    private static final Duration SHORTEST = Duration.ofHours(1);

    /** Checks what annotations cannot say. */
    public ArchiveConfig {
        if (keep.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("MILLRACE_ARCHIVE_KEEP (%s) must be 1h or more.".formatted(keep));
        }
    }
}
