package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedConfigTest {
    private static final Credentials CREDENTIALS = Credentials.random();

    @Test
    void aRelativeDirectoryIsResolvedOnce() {
        assertThat(new EmbeddedConfig(Path.of("x/../data"), 0, 0, CREDENTIALS).dataDir())
                .isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void aPortOutOfRangeIsRefusedWithItsValue() {
        assertThatThrownBy(() -> new EmbeddedConfig(Path.of("data"), -1, 0, CREDENTIALS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ClickHouse's HTTP port must be 0 (any free port) to 65535, not -1.");
        assertThatThrownBy(() -> new EmbeddedConfig(Path.of("data"), 0, 65_536, CREDENTIALS))
                .hasMessage("ClickHouse's TCP port must be 0 (any free port) to 65535, not 65536.");
    }

    @Test
    void onePortForBothProtocolsIsRefused() {
        assertThatThrownBy(() -> new EmbeddedConfig(Path.of("data"), 8123, 8123, CREDENTIALS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both the HTTP and the TCP port are 8123");
    }
}
