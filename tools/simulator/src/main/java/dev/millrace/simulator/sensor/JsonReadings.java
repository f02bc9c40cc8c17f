package dev.millrace.simulator.sensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Writes readings as the JSON the service takes. Numbers have as many digits as it takes to read the same double. */
final class JsonReadings {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TYPICAL_READING_BYTES = 192;

    private JsonReadings() {}

    static byte[] array(List<Reading> readings) {
        return bytes(readings, true);
    }

    static byte[] lines(List<Reading> readings) {
        return bytes(readings, false);
    }

    private static byte[] bytes(List<Reading> readings, boolean asArray) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_READING_BYTES * readings.size());
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(new SerializedString("\n"));
            if (asArray) {
                json.writeStartArray();
            }
            for (Reading reading : readings) {
                write(json, reading);
            }
            if (asArray) {
                json.writeEndArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Reading reading) throws IOException {
        json.writeStartObject();
        json.writeStringField("sensor_id", reading.sensorId());
        json.writeStringField("ts", Instant.ofEpochMilli(reading.tsMillis()).toString());
        json.writeNumberField("value", reading.value());
        writeUnlessEmpty(json, "facility", reading.facility());
        writeUnlessEmpty(json, "equipment", reading.equipment());
        writeUnlessEmpty(json, "unit", reading.unit());
        writeUnlessEmpty(json, "quality", reading.quality());
        if (!reading.attributes().isEmpty()) {
            json.writeFieldName("attributes");
            json.writeRawValue(reading.attributes());
        }
        json.writeEndObject();
    }

    private static void writeUnlessEmpty(JsonGenerator json, String field, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(field, text);
        }
    }
}
