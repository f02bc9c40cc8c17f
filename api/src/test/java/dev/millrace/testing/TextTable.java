package dev.millrace.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Tables whose rows are a text of up to 127 bytes and a number, the text's length, so that rows differ in length. */
public final class TextTable {
    private TextTable() {}

    /** A table with that id. */
    public static EventTable of(int id) {
        return new EventTable(
                id,
                "text",
                "text" + id,
                true,
                new Placement.EveryShard(),
                List.of(new Column("text", ColumnType.STRING), new Column("length", ColumnType.UINT8)));
    }

    /** A frame of such rows. */
    public static Frame frame(int table, int day, String... texts) {
        return new Frame(table, day, texts.length, ByteBuffer.wrap(rows(List.of(texts))));
    }

    /** Encodes rows. */
    public static byte[] rows(List<String> texts) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (String text : texts) {
            byte[] bytes = text.getBytes(UTF_8);
            rows.write(bytes.length);
            rows.writeBytes(bytes);
            rows.write(bytes.length);
        }
        return rows.toByteArray();
    }

    /** The text of one row. */
    public static String text(byte[] row) {
        return new String(row, 1, row[0], UTF_8);
    }

    /** The texts of rows. */
    public static List<String> texts(byte[] bytes) {
        List<String> texts = new ArrayList<>();
        ByteBuffer rows = ByteBuffer.wrap(bytes);
        while (rows.hasRemaining()) {
            byte[] text = new byte[rows.get()];
            rows.get(text);
            if (rows.get() != text.length) {
                throw new IllegalArgumentException("the batch does not end between two rows");
            }
            texts.add(new String(text, UTF_8));
        }
        return texts;
    }
}
