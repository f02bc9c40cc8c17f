package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {
    private static final Instant TS = Instant.parse("2026-11-19T10:05:03.250Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551615",
                " 18446744073709551615\n",
                "{\"request_id\":18446744073709551615}",
                "{\"x\":[1],\"request_id\":\"18446744073709551615\"}"
            })
    void theIdOfAViewIsANumberOrAFieldOfAnObject(String key) {
        assertThat(RecordKey.viewId(bytes(key))).isEqualTo(OptionalLong.of(-1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.0",
                "x",
                "{}",
                "{\"request_id\":1",
                "{\"request_id\":1}{}",
                "[1]",
                "18446744073709551616"
            })
    void nothingElseNamesAView(String key) {
        assertThat(RecordKey.viewId(bytes(key))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sensor_id\":\"a/b\",\"ts\":\"2026-11-19T10:05:03.250Z\"}",
                "{\"ts\":1795082703250,\"sensor_id\":\"a/b\",\"value\":null}"
            })
    void aReadingIsNamedByItsSensorAndItsTime(String key) {
        assertThat(RecordKey.reading(bytes(key))).isEqualTo(Optional.of(new RecordKey.ReadingId("a/b", TS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "{\"sensor_id\":\"a\"}",
                "{\"ts\":1795082703250}",
                "{\"sensor_id\":\"a\",\"ts\":1795082703}",
                "{\"sensor_id\":\"a\",\"ts\":\"yesterday\"}",
                "{\"sensor_id\":\"\",\"ts\":1795082703250}"
            })
    void nothingElseNamesAReading(String key) {
        assertThat(RecordKey.reading(bytes(key))).isEmpty();
    }

    @Test
    void aKeyThatIsNoTextNamesNothing() {
        assertThat(RecordKey.reading(new byte[] {(byte) 0xff, 0, 1})).isEmpty();
        assertThat(RecordKey.viewId(new byte[] {(byte) 0xff})).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
