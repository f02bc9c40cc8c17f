package dev.millrace.clickhouse.table;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns a RowBinary row into values that people can read. */
public final class RowFormatter {
    private RowFormatter() {}

    /**
     * Returns the row's values by column name, in the table's order: numbers or texts. A UInt64 is a text of decimal digits, because
     * JavaScript's numbers lose some; a time is ISO-8601 in UTC; bytes that are not UTF-8 become replacement characters.
     *
     * @return empty if the bytes are not exactly one row of this table
     */
    public static Optional<Map<String, Object>> of(EventTable table, byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            for (Column column : table.columns()) {
                values.put(column.name(), read(column.type(), bytes));
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return bytes.hasRemaining() ? Optional.empty() : Optional.of(values);
    }

    private static Object read(ColumnType type, ByteBuffer row) {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedInt(row.get());
            case UINT32 -> Integer.toUnsignedLong(row.getInt());
            case UINT64 -> Long.toUnsignedString(row.getLong());
            case DATETIME64_MILLIS -> Instant.ofEpochMilli(row.getLong()).toString();
            case FLOAT64 -> row.getDouble();
            case STRING -> {
                int start = row.position();
                type.skip(row);
                ByteBuffer text = row.slice(start, row.position() - start);
                ColumnType.readStringLength(text);
                yield StandardCharsets.UTF_8.decode(text).toString();
            }
        };
    }
}
