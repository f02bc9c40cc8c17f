package dev.millrace.sensor.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.event.Utf8Bytes;
import dev.millrace.event.Utf8Text;
import dev.millrace.intake.EventDecoder;
import dev.millrace.intake.FrameWriter;
import dev.millrace.intake.Verdict;
import dev.millrace.time.IsoTime;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes readings in JSON: {@code {"sensor_id": "F1/E2/temp", "ts": "2026-11-19T10:05:03Z", "value": 73.9}}. Unknown fields are ignored;
 * null counts as absent; of a repeated field the last one counts, as in JavaScript.
 */
final class JsonReadingDecoder implements EventDecoder {
    /** Takes every body for UTF-8: Jackson would detect other encodings, but events in those could not have been cut. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Senders choose names: invented ones must not stay in a table of the JVM, where each takes microseconds.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final ReadingBuilder reading;
    private final Utf8Text[] texts =
            Stream.generate(Utf8Text::new).limit(ReadingText.values().length).toArray(Utf8Text[]::new);

    JsonReadingDecoder(ReadingBuilder reading) {
        this.reading = reading;
    }

    @Override
    public Verdict decode(byte[] bytes, int from, int to, FrameWriter rows) {
        reading.begin();
        if (Utf8Bytes.characters(bytes, from, to - from) == Utf8Bytes.MALFORMED) {
            return Verdict.Rejected.event(Utf8Bytes.NOT_UTF_8);
        }
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            Verdict.Rejected unreadable = readObject(json, bytes, from);
            return unreadable != null ? unreadable : reading.finish(rows);
        } catch (JsonProcessingException e) {
            return Verdict.Rejected.event("is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return Verdict.Rejected.event("cannot be read: " + e.getMessage());
        }
    }

    /** Returns true if the bytes are one JSON object and nothing else. */
    static boolean isObject(byte[] bytes, int from, int length) {
        try (JsonParser json = JSON.createParser(bytes, from, length)) {
            return json.nextToken() == JsonToken.START_OBJECT
                    && json.skipChildren().hasToken(JsonToken.END_OBJECT)
                    && json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private Verdict.@Nullable Rejected readObject(JsonParser json, byte[] bytes, int from) throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT) {
            return Verdict.Rejected.event(first == null ? "is empty" : "must be a JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "sensor_id" -> readText(json, ReadingText.SENSOR_ID);
                case "ts" -> readTime(json);
                case "value" -> readValue(json);
                case "facility" -> readText(json, ReadingText.FACILITY);
                case "equipment" -> readText(json, ReadingText.EQUIPMENT);
                case "unit" -> readText(json, ReadingText.UNIT);
                case "quality" -> readText(json, ReadingText.QUALITY);
                case "attributes" -> readAttributes(json, bytes, from);
                default -> {
                    // not ours
                }
            }
            // An object or an array, in whatever field; other values have no children.
            json.skipChildren();
        }
        return json.nextToken() == null ? null : Verdict.Rejected.event("is followed by more text");
    }

    private void readText(JsonParser json, ReadingText field) throws IOException {
        JsonToken token = json.currentToken();
        boolean isCode = field == ReadingText.QUALITY && token == JsonToken.VALUE_NUMBER_INT;
        if (token == JsonToken.VALUE_NULL) {
            reading.missing(field);
        } else if (token != JsonToken.VALUE_STRING && !isCode) {
            reading.noText(field, ReadingRejections.length(field));
        } else {
            Utf8Text text = texts[field.index()];
            switch (text.set(
                    json.getTextCharacters(), json.getTextOffset(), json.getTextLength(), field.maxCharacters())) {
                case OK -> reading.text(field, text.bytes(), 0, text.length());
                case TOO_LONG -> reading.noText(field, ReadingRejections.length(field));
                case NOT_UNICODE -> reading.noText(field, ReadingRejections.notUnicode(field));
            }
        }
    }

    private void readTime(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case VALUE_STRING ->
                IsoTime.parse(json.getText()).ifPresentOrElse(time -> reading.ts(time.toEpochMilli()), reading::noTime);
            case VALUE_NUMBER_INT -> {
                if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    reading.noTime();
                } else {
                    reading.tsNumber(json.getLongValue());
                }
            }
            default -> reading.noTime();
        }
    }

    private void readValue(JsonParser json) throws IOException {
        if (json.currentToken().isNumeric()) {
            reading.value(json.getDoubleValue());
        } else {
            reading.noValue();
        }
    }

    private void readAttributes(JsonParser json, byte[] bytes, int from) throws IOException {
        switch (json.currentToken()) {
            case START_OBJECT -> {
                int start = from + (int) json.currentTokenLocation().getByteOffset();
                json.skipChildren();
                int end = from + (int) json.currentLocation().getByteOffset();
                reading.attributes(bytes, start, end - start);
            }
            case VALUE_NULL -> reading.attributes(bytes, from, 0);
            default -> reading.noAttributes();
        }
    }
}
