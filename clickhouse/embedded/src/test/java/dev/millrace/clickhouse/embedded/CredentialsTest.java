package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    @Test
    void randomPasswordsAreLongAndDifferFromEachOther() {
        Credentials random = Credentials.random();

        assertThat(random.ingestPassword()).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(random.adminPassword());
        assertThat(Credentials.random()).isNotEqualTo(random);
    }

    @Test
    void noPasswordGetsIntoALogLine() {
        Credentials credentials = new Credentials("secret-1", "secret-2", "secret-3", "secret-4");

        assertThat(new EmbeddedConfig(Path.of("data"), 0, 0, credentials).toString())
                .doesNotContain("secret");
    }

    @Test
    void aPasswordThatClickHouseWouldReadDifferentlyIsRefused() {
        assertThatThrownBy(() -> new Credentials(" ", "b", "c", "d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ingest'");
        assertThatThrownBy(() -> new Credentials("a", "b ", "c", "d")).hasMessageContaining("'report'");
        assertThatThrownBy(() -> new Credentials("a", "b", "c", "d\ne")).hasMessageContaining("'admin'");
    }
}
