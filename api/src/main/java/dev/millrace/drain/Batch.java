package dev.millrace.drain;

import dev.millrace.clickhouse.EventTable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rows that go to ClickHouse in one insert: of one table and one day, so that they become one part or none.
 *
 * @param day days since 1970-01-01
 * @param bytes RowBinary from {@code offset}, {@code length} bytes; shared, not to be changed
 */
record Batch(EventTable table, int day, int rowCount, byte[] bytes, int offset, int length) {
    /** Its first half; only of a batch with two rows or more. */
    Batch firstHalf() {
        int rows = rowCount / 2;
        return new Batch(table, day, rows, bytes, offset, lengthOf(rows));
    }

    /** What {@link #firstHalf} leaves. */
    Batch secondHalf() {
        int first = lengthOf(rowCount / 2);
        return new Batch(table, day, rowCount - rowCount / 2, bytes, offset + first, length - first);
    }

    /** Its rows alone. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    private int lengthOf(int rows) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        for (int row = 0; row < rows; row++) {
            table.skipRow(buffer);
        }
        return buffer.position() - offset;
    }
}
