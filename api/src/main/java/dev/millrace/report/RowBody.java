package dev.millrace.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a report of many rows, written as they come: JSON, <code>{"name":[{row},...],"next":"page"}</code>, or CSV with the same
 * columns. Each row gets its columns in their order. Not thread-safe.
 */
public final class RowBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FIRST_BYTES = 1 << 14;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BYTES);
    private final List<String> columns;
    private final boolean isForSpreadsheet;
    private final @Nullable JsonGenerator json;
    private final StringBuilder line = new StringBuilder();
    private int column;
    private int rows;

    /**
     * Begins a body.
     *
     * @param name of the list of rows in JSON
     * @param isCsv true for CSV
     * @param isForSpreadsheet true if texts in CSV that begin like a formula are guarded
     */
    public RowBody(String name, List<String> columns, boolean isCsv, boolean isForSpreadsheet) throws IOException {
        this.columns = List.copyOf(columns);
        this.isForSpreadsheet = isForSpreadsheet;
        if (isCsv) {
            this.json = null;
            writeLine(String.join(",", columns));
        } else {
            this.json = JSON.createGenerator(bytes);
            json.writeStartObject();
            json.writeArrayFieldStart(name);
        }
    }

    /** True if it is CSV. */
    public boolean isCsv() {
        return json == null;
    }

    /** Begins a row. */
    public void beginRow() throws IOException {
        column = 0;
        if (json != null) {
            json.writeStartObject();
        }
    }

    /** A text. */
    public void text(String value) throws IOException {
        if (json != null) {
            json.writeStringField(columns.get(column), value);
        } else {
            separate();
            line.append(Table.quoted(isForSpreadsheet ? Table.guarded(value) : value));
        }
        column++;
    }

    /** JSON as it stands; a text of it in CSV. */
    public void raw(String value) throws IOException {
        if (json != null) {
            json.writeFieldName(columns.get(column));
            json.writeRawValue(value);
            column++;
        } else {
            text(value);
        }
    }

    /** A whole number. */
    public void number(long value) throws IOException {
        if (json != null) {
            json.writeNumberField(columns.get(column), value);
        } else {
            separate();
            line.append(value);
        }
        column++;
    }

    /** The shortest digits that are read as this double. */
    public void number(double value) throws IOException {
        if (json != null) {
            json.writeNumberField(columns.get(column), value);
        } else {
            separate();
            line.append(value);
        }
        column++;
    }

    /** {@code null}, or nothing in CSV. */
    public void none() throws IOException {
        if (json != null) {
            json.writeNullField(columns.get(column));
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
        if (json != null) {
            json.writeEndObject();
        } else {
            writeLine(line.toString());
            line.setLength(0);
        }
    }

    private void separate() {
        if (column > 0) {
            line.append(',');
        }
    }

    private void writeLine(String text) {
        bytes.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    /** About how many bytes there are; a few thousand may wait in front. */
    public int bytes() {
        return bytes.size();
    }

    /** Ends it. */
    public byte[] end(@Nullable String next) throws IOException {
        if (json != null) {
            json.writeEndArray();
            if (next != null) {
                json.writeStringField("next", next);
            }
            json.writeEndObject();
            json.close();
        }
        return bytes.toByteArray();
    }
}
