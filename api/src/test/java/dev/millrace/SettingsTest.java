package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.buffer.disk.DiskBufferConfig;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong setting stops the start with one sentence that names it. */
class SettingsTest {
    @TempDir
    Path dataDir;

    @Test
    void withoutAnySettingItStaysOnThisMachine() {
        Settings settings = Settings.from(Map.of());
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThatCode(settings::checkSafe).doesNotThrowAnyException();
    }

    @Test
    void anOpenAddressHasToBeAllowed() {
        assertThatThrownBy(
                        () -> Settings.from(Map.of("MILLRACE_HOST", "0.0.0.0")).checkSafe())
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("MILLRACE_ALLOW_OPEN_ACCESS=true");
        Settings allowed = Settings.from(Map.of("MILLRACE_HOST", "0.0.0.0", "MILLRACE_ALLOW_OPEN_ACCESS", "true"));
        assertThatCode(allowed::checkSafe).doesNotThrowAnyException();
    }

    @Test
    void withKeysItMayListenEverywhere() {
        Settings settings = Settings.from(Map.of("MILLRACE_HOST", "0.0.0.0", "MILLRACE_AUTH_KEYS_FILE", "keys.json"));
        assertThatCode(settings::checkSafe).doesNotThrowAnyException();
    }

    @Test
    void anEmptyNameOfTheKeysFileDoesNotOpenIt() {
        assertThatThrownBy(() -> Settings.from(Map.of("MILLRACE_HOST", "0.0.0.0", "MILLRACE_AUTH_KEYS_FILE", " ")))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("MILLRACE_AUTH_KEYS_FILE= is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "MILLRACE_PORT, 0",
        "MILLRACE_PORT, 65536",
        "MILLRACE_PORT, http",
        "MILLRACE_CLICKHOUSE_URL, foo",
        "MILLRACE_CLICKHOUSE_URL, http://user:secret@host:8123"
    })
    void whatIsNeededBeforeEverythingElseIsChecked(String name, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith(name + "=");
    }

    @ParameterizedTest
    @CsvSource({
        "millrace.buffer.max-bytes, 1, MILLRACE_BUFFER_MAX_BYTES must be greater than or equal to 65536",
        "millrace.buffer.max-bytes, lots, MILLRACE_BUFFER_MAX_BYTES=lots cannot be read as long",
        "millrace.buffer.max-bytes, 1MB, millrace.buffer.segment-bytes (67108864) must not exceed",
        "millrace.drain.max-age, soon, MILLRACE_DRAIN_MAX_AGE=soon cannot be read as Duration",
        "millrace.http.max-connections, 0, MILLRACE_HTTP_MAX_CONNECTIONS must be greater than or equal to 1",
        "millrace.http.head-timeout, 99ms, millrace.http.head-timeout (PT0.099S) must be 100ms or more",
        "millrace.http.transport, kqueue, 'millrace.http.transport (kqueue) must be one or more of io_uring, epoll and nio'",
        "millrace.http.body-timeout, soon, MILLRACE_HTTP_BODY_TIMEOUT=soon cannot be read as Duration",
        "millrace.intake.node, 256, MILLRACE_INTAKE_NODE must be less than or equal to 255",
    })
    void aValueOutOfRangeOrUnreadableIsNamed(String property, String value, String sentence) {
        Map<String, Object> properties = Map.of(
                property,
                value,
                "millrace.data-dir",
                dataDir.toString(),
                "millrace.clickhouse.url",
                "http://127.0.0.1:1");
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            assertThatThrownBy(() -> SettingsCheck.check(context, Set.of()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageStartingWith(sentence);
        }
    }

    @Test
    void timesAndSizesAreReadWithTheirUnits() {
        Map<String, Object> properties =
                Map.of("millrace.data-dir", dataDir.toString(), "millrace.buffer.max-bytes", "1GB");
        try (ApplicationContext context = ApplicationContext.run(properties)) {
            DiskBufferConfig config = context.getBean(DiskBufferConfig.class);
            assertThat(config.forceInterval()).isEqualTo(Duration.ofNanos(100_000));
            assertThat(config.maxBytes()).isEqualTo(1L << 30);
            assertThat(config.maxPendingBytes()).isEqualTo(16 << 20);
        }
    }
}
