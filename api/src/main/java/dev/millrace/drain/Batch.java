package dev.millrace.drain;

import dev.millrace.clickhouse.EventTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that go to ClickHouse in one insert: of one table and one day, so that they become one part or none.
 *
 * @param day days since 1970-01-01
 * @param rows RowBinary, from position to limit of each, whole rows in each; shared with the chunk, not to be changed
 */
record Batch(EventTable table, int day, int rowCount, List<ByteBuffer> rows) {
    /** Copies the list, not the rows. */
    Batch {
        rows = List.copyOf(rows);
    }

    /** Its first half; only of a batch with two rows or more. */
    Batch firstHalf() {
        return part(0, rowCount / 2);
    }

    /** What {@link #firstHalf} leaves. */
    Batch secondHalf() {
        return part(rowCount / 2, rowCount);
    }

    /** Its rows alone. */
    byte[] copy() {
        ByteBuffer joined = ByteBuffer.allocate(
                rows.stream().mapToInt(ByteBuffer::remaining).sum());
        rows.forEach(piece -> joined.put(piece.duplicate()));
        return joined.array();
    }

    private Batch part(int from, int to) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int row = 0;
        for (ByteBuffer piece : rows) {
            ByteBuffer at = piece.duplicate();
            int start = at.position();
            while (at.hasRemaining() && row < to) {
                table.skipRow(at);
                row++;
                if (row == from) {
                    start = at.position();
                }
            }
            if (row > from && at.position() > start) {
                pieces.add(piece.slice(start, at.position() - start));
            }
        }
        return new Batch(table, day, to - from, pieces);
    }
}
