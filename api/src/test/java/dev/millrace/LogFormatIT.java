package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testing.JsonValue;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service of its own prints. */
@Timeout(120)
class LogFormatIT {
    @TempDir
    Path directory;

    @Test
    void everyLineIsAnObjectWhateverFails() throws Exception {
        KeyFile keys = new KeyFile(directory.resolve("keys.json"), KeyFile.entry("shop", "'may':['read']"));
        Map<String, String> environment = Map.of(
                "MILLRACE_LOG_FORMAT",
                "json",
                "MILLRACE_LOG_LEVEL",
                "DEBUG",
                "MILLRACE_AUTH_KEYS_FILE",
                keys.path().toString(),
                "MILLRACE_CLICKHOUSE_URL",
                "http://127.0.0.1:1");
        String output;
        try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), environment)) {
            assertThat(service.get("/api/traffic/pages").statusCode()).isEqualTo(401);
            try (RawHttp connection = RawHttp.connect(service.url())) {
                connection.head(
                        "GET /api/traffic/daily/7?x=%0D%0A%7B%22level%22:1%7D HTTP/1.1",
                        "Authorization: Bearer mr_shop");
                assertThat(connection.answer().status()).isGreaterThanOrEqualTo(400);
                connection.head("GET /api/traffic/daily/7 HTTP/1.1", "Authorization: Bearer mr_shop");
                assertThat(connection.answer().status()).isEqualTo(503);
            }
            assertThat(service.terminate()).isZero();
            output = service.output();
        }
        List<JsonValue> entries = output.lines().map(JsonValue::parse).toList();
        assertThat(entries).hasSizeGreaterThan(10).allSatisfy(entry -> {
            Instant.parse(entry.get("timestamp").text());
            assertThat(entry.get("level").text()).isIn("DEBUG", "INFO", "WARN", "ERROR");
            assertThat(entry.get("logger").text()).isNotEmpty();
            assertThat(entry.has("message")).isTrue();
        });
        assertThat(entries)
                .as("a stack trace")
                .anyMatch(entry -> entry.has("exception")
                        && entry.get("exception").text().lines().count() > 2);
        JsonValue refused = entries.stream()
                .filter(entry -> entry.get("logger").text().equals("audit"))
                .findFirst()
                .orElseThrow();
        assertThat(refused.get("status").number()).isEqualTo(401);
        assertThat(refused.get("reason").text()).isEqualTo("no_key");
        assertThat(entries).as("the id of a failed request").anyMatch(entry -> entry.has("request"));
    }

    @Test
    void aFailedStartIsAnObjectToo() {
        assertThatThrownBy(() -> MillraceProcess.start(
                                directory.resolve("data"),
                                Map.of(
                                        "MILLRACE_LOG_FORMAT",
                                        "json",
                                        "MILLRACE_CLICKHOUSE_URL",
                                        "http://127.0.0.1:1",
                                        "MILLRACE_TLS_KEY_FILE",
                                        "/nowhere"))
                        .close())
                .isInstanceOf(IOException.class)
                .message()
                .satisfies(
                        output -> assertThat(output.lines().skip(1))
                                .isNotEmpty()
                                .allSatisfy(
                                        line -> assertThat(JsonValue.parse(line).has("message"))
                                                .isTrue())
                                .last()
                                .asString()
                                .contains(
                                        "\"message\":\"Millrace cannot start: MILLRACE_TLS_CERTIFICATE_FILE and MILLRACE_TLS_KEY_FILE need each other.\""));
    }

    @Test
    void anotherFormatStopsTheStart() {
        assertThatThrownBy(() -> MillraceProcess.start(
                                directory.resolve("data"),
                                Map.of("MILLRACE_LOG_FORMAT", "xml", "MILLRACE_CLICKHOUSE_URL", "http://127.0.0.1:1"))
                        .close())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Millrace ended:\nMillrace cannot start: MILLRACE_LOG_FORMAT=xml is no format of the log: use text or json.\n");
    }
}
