package dev.millrace.sensor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReadingDecoderTest {
    private static DecodedReading decode(String json) {
        return DecodedReading.of(DecodedReading.careful(), json);
    }

    private static String reading(String sensor, String more) {
        return "{\"sensor_id\":%s,\"ts\":\"2026-11-19T10:00:00Z\",\"value\":1.5%s}".formatted(sensor, more);
    }

    @Test
    void everythingThatAReadingSaysIsInItsRow() {
        assertThat(decode("""
                {"sensor_id": "F1/E2/temp", "ts": "2026-11-19T10:05:03.250+03:30", "value": -73.96732207, "facility": "F1",
                 "equipment": "E2", "unit": "°C", "quality": 192, "attributes": {"line": 7, "tags": ["a", {"b": null}]}, "new": [1]}
                """).row())
                .containsEntry("sensor_id", "F1/E2/temp")
                .containsEntry("ts", "2026-11-19T06:35:03.250Z")
                .containsEntry("value", -73.96732207)
                .containsEntry("facility", "F1")
                .containsEntry("equipment", "E2")
                .containsEntry("unit", "°C")
                .containsEntry("quality", "192")
                .containsEntry("attributes", "{\"line\": 7, \"tags\": [\"a\", {\"b\": null}]}")
                .containsEntry("version", "7")
                .containsEntry("is_deleted", 0);
    }

    @Test
    void whatIsOptionalMayBeMissingOrNull() {
        assertThat(decode(reading("\"s\"", "")).row())
                .containsEntry("facility", "")
                .containsEntry("attributes", "");
        assertThat(decode(
                                reading(
                                        "\"s\"",
                                        ",\"facility\":null,\"equipment\":null,\"unit\":null,\"quality\":null,\"attributes\":null"))
                        .row())
                .containsEntry("facility", "")
                .containsEntry("attributes", "");
    }

    @Test
    void aTimeMayBeMillisecondsOf1970() {
        assertThat(decode("{\"sensor_id\":\"s\",\"ts\":1763719200123,\"value\":0}")
                        .row())
                .containsEntry("ts", "2025-11-21T10:00:00.123Z");
    }

    @Test
    void aTopicSaysWhatTheReadingDoesNot() {
        ReadingDefaults topic = new ReadingDefaults("temp", "F1", "E2");
        JsonReadingDecoder decoder = new JsonReadingDecoder(DecodedReading.builder(topic));
        assertThat(DecodedReading.of(decoder, "{\"ts\":0,\"value\":1,\"facility\":\"other\"}")
                        .row())
                .containsEntry("sensor_id", "temp")
                .containsEntry("facility", "other")
                .containsEntry("equipment", "E2");
        assertThat(ReadingDefaults.parse(topic.describe())).contains(topic);
        assertThat(ReadingDefaults.parse(ReadingDefaults.NONE.describe())).contains(ReadingDefaults.NONE);
        assertThat(ReadingDefaults.parse("request_id=7")).isEmpty();
    }

    @Test
    void negativeZeroIsZero() {
        assertThat(decode("{\"sensor_id\":\"s\",\"ts\":0,\"value\":-0.0}").row())
                .containsEntry("value", 0.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"ts\":0,\"value\":1}|sensor_id|is missing",
                "{\"sensor_id\":null,\"ts\":0,\"value\":1}|sensor_id|is missing",
                "{\"sensor_id\":\"\",\"ts\":0,\"value\":1}|sensor_id|must be a string of 1 to 128 characters",
                "{\"sensor_id\":7,\"ts\":0,\"value\":1}|sensor_id|must be a string of 1 to 128 characters",
                "{\"sensor_id\":\"a\\nb\",\"ts\":0,\"value\":1}|sensor_id|must not hold control characters",
                "{\"sensor_id\":\"\\ud800\",\"ts\":0,\"value\":1}|sensor_id|must be Unicode text",
                "{\"sensor_id\":\"s\",\"value\":1}|ts|is missing",
                "{\"sensor_id\":\"s\",\"ts\":-1,\"value\":1}|ts|must not be before 1970",
                "{\"sensor_id\":\"s\",\"ts\":1763719200000000,\"value\":1}|ts|must not be in the future",
                "{\"sensor_id\":\"s\",\"ts\":1763719200000000000000,\"value\":1}|ts|must be an ISO-8601 time such as 2026-11-19T10:05:03.250Z, or a whole number of milliseconds since 1970",
                "{\"sensor_id\":\"s\",\"ts\":1.5,\"value\":1}|ts|must be an ISO-8601 time such as 2026-11-19T10:05:03.250Z, or a whole number of milliseconds since 1970",
                "{\"sensor_id\":\"s\",\"ts\":0}|value|is missing",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":null}|value|must be a finite number",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":\"1\"}|value|must be a finite number",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":1e999}|value|must be a finite number",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":true}|value|must be a finite number",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":1,\"unit\":7}|unit|must be a string of up to 32 characters",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":1,\"quality\":1.5}|quality|must be a string of up to 32 characters",
                "{\"sensor_id\":\"s\",\"ts\":0,\"value\":1,\"attributes\":[]}|attributes|must be a JSON object",
                "[]|event|must be a JSON object",
            })
    void whatIsWrongIsSaidOfItsField(String json, String field, String reason) {
        assertThat(decode(json).rejection().field()).isEqualTo(field);
        assertThat(decode(json).rejection().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1."})
    void whatIsNoNumberInJsonIsNoReading(String value) {
        assertThat(decode("{\"sensor_id\":\"s\",\"ts\":0,\"value\":%s}".formatted(value))
                        .rejection()
                        .field())
                .isEqualTo("event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "\ud83d\ude00"})
    void aSensorHas128CharactersAtMost(String character) {
        assertThat(decode(reading('"' + character.repeat(128) + '"', "")).row())
                .containsEntry("sensor_id", character.repeat(128));
        assertThat(decode(reading('"' + character.repeat(129) + '"', ""))
                        .rejection()
                        .field())
                .isEqualTo("sensor_id");
    }

    @Test
    void attributesHave16KiBAtMost() {
        String most = "{\"a\":\"%s\"}".formatted("x".repeat(ReadingBuilder.MAX_ATTRIBUTES_BYTES - 8));
        assertThat(decode(reading("\"s\"", ",\"attributes\":" + most)).row()).containsEntry("attributes", most);
        assertThat(decode(reading("\"s\"", ",\"attributes\": " + most.replace("{", "{ ")))
                        .rejection()
                        .reason())
                .isEqualTo("must have at most 16384 bytes");
    }

    /** Half of a surrogate pair, written as if it were a character. */
    @Test
    void attributesThatAreNoUtf8AreRefused() {
        byte[] json = reading("\"s\"", ",\"attributes\":{\"a\":\"xyz\"}").getBytes(StandardCharsets.US_ASCII);
        int at = new String(json, StandardCharsets.US_ASCII).indexOf("xyz");
        json[at] = (byte) 0xed;
        json[at + 1] = (byte) 0xa0;
        json[at + 2] = (byte) 0x80;
        assertThat(DecodedReading.of(DecodedReading.careful(), json).verdict()).isInstanceOf(Verdict.Rejected.class);
    }
}
