package dev.millrace.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a report as they arrive, as JSON or as CSV with the same columns. The columns of a row are written in their order. Not
 * thread-safe.
 */
public final class RowBody {
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonLayout layout;
    private final List<String> columns;
    private final AnswerBody bytes;
    private final boolean isForSpreadsheet;
    private @Nullable JsonGenerator json;
    private final StringBuilder line = new StringBuilder();
    private int column;
    private int rows;

    /**
     * Begins a body.
     *
     * @param isCsv true for CSV
     * @param isForSpreadsheet true if texts in CSV that begin like a formula are guarded
     */
    RowBody(JsonLayout layout, AnswerBody bytes, boolean isCsv, boolean isForSpreadsheet) throws IOException {
        this.layout = layout;
        this.columns = List.copyOf(layout.columns());
        this.bytes = bytes;
        this.isForSpreadsheet = isForSpreadsheet;
        this.json = isCsv ? null : JSON.createGenerator(bytes);
        begin();
    }

    private void begin() throws IOException {
        JsonGenerator begun = json;
        if (begun == null) {
            writeLine(String.join(",", columns));
            return;
        }
        if (layout.kind() != JsonLayout.Kind.LIST) {
            begun.writeStartObject();
        }
        if (layout.kind() == JsonLayout.Kind.PAGE) {
            begun.writeFieldName(Objects.requireNonNull(layout.name()));
        }
        if (layout.kind() != JsonLayout.Kind.MAP) {
            begun.writeStartArray();
        }
    }

    /** Forgets all rows: they are read again. */
    public void restart() throws IOException {
        if (json != null) {
            json.close();
        }
        bytes.restart();
        if (json != null) {
            json = JSON.createGenerator(bytes);
        }
        line.setLength(0);
        rows = 0;
        begin();
    }

    /** Begins a row. */
    public void beginRow() throws IOException {
        column = 0;
        if (json != null && layout.kind() != JsonLayout.Kind.MAP) {
            json.writeStartObject();
        }
    }

    /** A text. */
    public void text(String value) throws IOException {
        if (json != null && layout.kind() == JsonLayout.Kind.MAP && column == 0) {
            json.writeFieldName(value);
        } else if (json != null) {
            name(json);
            json.writeString(value);
        } else {
            separate();
            line.append(Csv.quoted(isForSpreadsheet ? Csv.guarded(value) : value));
        }
        column++;
    }

    /** JSON as it stands; a text of it in CSV. */
    public void raw(String value) throws IOException {
        if (json != null) {
            name(json);
            json.writeRawValue(value);
            column++;
        } else {
            text(value);
        }
    }

    /** A whole number. */
    public void number(long value) throws IOException {
        if (json != null) {
            name(json);
            json.writeNumber(value);
        } else {
            separate();
            line.append(value);
        }
        column++;
    }

    /** Writes the shortest digits that are read as this double. */
    public void number(double value) throws IOException {
        if (json != null) {
            name(json);
            json.writeNumber(value);
        } else {
            separate();
            line.append(value);
        }
        column++;
    }

    /** {@code null}, or nothing in CSV. */
    public void none() throws IOException {
        if (json != null) {
            name(json);
            json.writeNull();
        } else {
            separate();
        }
        column++;
    }

    /** Leaves the column out, or empty in CSV. */
    public void absent() {
        if (json == null) {
            separate();
        }
        column++;
    }

    /** Ends a row. */
    public void endRow() throws IOException {
        rows++;
        if (json != null && layout.kind() != JsonLayout.Kind.MAP) {
            json.writeEndObject();
        } else if (json == null) {
            writeLine(line.toString());
            line.setLength(0);
        }
    }

    /** Writes the name of a value. In an object each value has a name; in {@link JsonLayout.Kind#MAP} the first column is the name. */
    private void name(JsonGenerator target) throws IOException {
        if (layout.kind() != JsonLayout.Kind.MAP) {
            target.writeFieldName(columns.get(column));
        }
    }

    private void separate() {
        if (column > 0) {
            line.append(',');
        }
    }

    private void writeLine(String text) throws IOException {
        bytes.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the number of rows. */
    public int rows() {
        return rows;
    }

    /** Returns about how many bytes were written; a few thousand may still be buffered. */
    public long bytes() {
        return bytes.size();
    }

    /** Ends it. */
    void end(@Nullable String next) throws IOException {
        if (json == null) {
            return;
        }
        if (layout.kind() != JsonLayout.Kind.MAP) {
            json.writeEndArray();
        }
        if (next != null) {
            json.writeStringField("next", next);
        }
        if (layout.kind() != JsonLayout.Kind.LIST) {
            json.writeEndObject();
        }
        json.close();
    }
}
