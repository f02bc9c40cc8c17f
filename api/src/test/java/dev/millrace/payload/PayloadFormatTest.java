package dev.millrace.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.BodyFormat;
import dev.millrace.sensor.v1.Reading;
import dev.millrace.sensor.v1.Readings;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                " \n[{}\n,{}]",
                "{\"a\":\n{\"b\":{}}\n}",
                "{\"a\":\"}\\n{\"}",
                "\ufeff{}",
                "{\"a\":{}} {",
                "{}\n"
            })
    void oneReadingOrAnArrayIsJson(String payload) {
        assertThat(format(null, payload)).isEqualTo(BodyFormat.JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\n{}", "{\"a\":{}}\r\n\n {}", "{\"a\":1}\n{\"a\":"})
    void severalReadingsOnTheirLinesAreLines(String payload) {
        assertThat(format(null, payload)).isEqualTo(BodyFormat.NDJSON);
    }

    @Test
    void everythingElseIsProtobuf() {
        assertThat(PayloadFormat.ofReadings(null, readings("a"))).isEqualTo(BodyFormat.PROTOBUF);
        assertThat(format(null, "t=73.9")).isEqualTo(BodyFormat.PROTOBUF);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, JSON",
        "Application/JSON; charset=utf-8, JSON",
        "application/x-ndjson, NDJSON",
        "application/x-protobuf, PROTOBUF",
        "text/plain, PROTOBUF"
    })
    void aContentTypeThatIsKnownIsBelieved(String contentType, BodyFormat format) {
        assertThat(format(contentType, "?")).isEqualTo(format);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 128, 20_000})
    void oneReadingIsAPayloadAgain(int length) {
        String name = "s".repeat(length);
        byte[] reading = Reading.newBuilder().setSensorId(name).build().toByteArray();
        assertThat(RejectedEvents.ofOne(BodyFormat.PROTOBUF, reading, 0, reading.length))
                .isEqualTo(readings(name));
        byte[] json = "[{},{}]".getBytes(StandardCharsets.UTF_8);
        assertThat(RejectedEvents.ofOne(BodyFormat.JSON, json, 1, 3)).asString().isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({"'{}\n{}', NDJSON", "'\ufeff{}', JSON", "t=73.9, JSON"})
    void eventsWithoutAProtobufMessageAreJsonOrLinesOfIt(String payload, BodyFormat format) {
        assertThat(PayloadFormat.ofJson(null, payload.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(format);
        assertThat(PayloadFormat.ofJson("application/x-protobuf", payload.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(BodyFormat.JSON);
    }

    private static byte[] readings(String name) {
        return Readings.newBuilder()
                .addReadings(Reading.newBuilder().setSensorId(name))
                .build()
                .toByteArray();
    }

    private static BodyFormat format(@Nullable String contentType, String payload) {
        return PayloadFormat.ofReadings(contentType, payload.getBytes(StandardCharsets.UTF_8));
    }
}
