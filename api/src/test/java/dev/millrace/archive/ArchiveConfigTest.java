package dev.millrace.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArchiveConfigTest {
    @Test
    void eventsAreKeptForAnHourAtLeast() {
        Duration hour = Duration.ofHours(1);
        assertThat(new ArchiveConfig(hour).keep()).isEqualTo(hour);
        assertThatThrownBy(() -> new ArchiveConfig(hour.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MILLRACE_ARCHIVE_KEEP");
    }
}
