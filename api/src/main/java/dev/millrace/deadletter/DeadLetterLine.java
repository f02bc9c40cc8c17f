package dev.millrace.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as a line:
 * <pre>{"sequence":1769860800000000,"at":"2026-01-31T12:00:00Z","table":"traffic","code":469,"reason":"...","day":20484,"row":"base64"}</pre>
 * A line without a row is not a letter, and stays in its file.
 */
final class DeadLetterLine {
    private static final JsonFactory JSON = new JsonFactory();

    private DeadLetterLine() {}

    /** The line, with its end. */
    static byte[] of(DeadLetter letter) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("sequence", letter.sequence());
            json.writeStringField("at", letter.at().toString());
            json.writeStringField("table", letter.table());
            json.writeNumberField("code", letter.code());
            json.writeStringField("reason", letter.reason());
            json.writeNumberField("day", letter.day());
            json.writeBinaryField("row", letter.row());
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** Parses a line; null if it is not a dead letter. */
    static @Nullable DeadLetter read(byte[] line) {
        try (JsonParser json = JSON.createParser(line)) {
            return read(json);
        } catch (IOException | DateTimeException e) {
            return null;
        }
    }

    private static @Nullable DeadLetter read(JsonParser json) throws IOException {
        Long sequence = null;
        Instant at = null;
        String table = null;
        Integer day = null;
        Integer code = null;
        String reason = null;
        byte[] row = null;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "sequence" -> sequence = json.getLongValue();
                case "at" -> at = Instant.parse(json.getText());
                case "table" -> table = json.getText();
                case "day" -> day = json.getIntValue();
                case "code" -> code = json.getIntValue();
                case "reason" -> reason = json.getText();
                case "row" -> row = json.getBinaryValue();
                default -> json.skipChildren();
            }
        }
        if (!json.hasToken(JsonToken.END_OBJECT) || json.nextToken() != null) {
            return null;
        }
        if (sequence == null || at == null || table == null || day == null || code == null) {
            return null;
        }
        return reason == null || row == null ? null : new DeadLetter(sequence, at, table, day, code, reason, row);
    }
}
