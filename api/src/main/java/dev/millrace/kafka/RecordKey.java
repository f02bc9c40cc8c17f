package dev.millrace.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.time.IsoTime;
import dev.millrace.traffic.table.UnsignedDecimal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads which event the key of a record names: a number, or a JSON object with the fields that identify the event. */
final class RecordKey {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");

    /** Smaller numbers are seconds, or times of before March 1973 which no sensor says. */
    private static final long LEAST_MILLIS = 100_000_000_000L;

    private RecordKey() {}

    /** The identity of a reading. */
    record ReadingId(String sensorId, Instant ts) {}

    /** Returns the id of a page view; empty if the key names none. */
    static OptionalLong viewId(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8).strip();
        return text.startsWith("{")
                ? UnsignedDecimal.parse(scalars(key).getOrDefault("request_id", ""))
                : UnsignedDecimal.parse(text);
    }

    /** Returns the identity of a reading; empty if the key names none. */
    static Optional<ReadingId> reading(byte[] key) {
        Map<String, String> fields = scalars(key);
        String sensor = fields.getOrDefault("sensor_id", "");
        return sensor.isEmpty()
                ? Optional.empty()
                : time(fields.getOrDefault("ts", "")).map(ts -> new ReadingId(sensor, ts));
    }

    private static Optional<Instant> time(String text) {
        if (!MILLIS.matcher(text).matches()) {
            return IsoTime.parse(text);
        }
        long millis = Long.parseLong(text);
        return millis < LEAST_MILLIS ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Returns the fields of a JSON object that are texts or numbers; none if the key is no such object. */
    private static Map<String, String> scalars(byte[] key) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(key)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
                    fields.put(name, json.getText());
                }
                json.skipChildren();
            }
            return json.nextToken() == null ? fields : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }
}
