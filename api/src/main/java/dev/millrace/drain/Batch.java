package dev.millrace.drain;

import dev.millrace.clickhouse.table.EventTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one table that go to ClickHouse in one insert. The insert stores the rows of a day completely or not at all. When it fails, it
 * may have stored some days and not others: then the whole batch is sent again, and rows that are already stored replace themselves.
 */
record Batch(EventTable table, int rowCount, List<Piece> pieces) {
    /**
     * Rows of one day.
     *
     * @param day days since 1970-01-01
     * @param rows RowBinary, from position to limit, whole rows; shared with the chunk, not to be changed
     */
    record Piece(int day, ByteBuffer rows) {}

    /** Copies the list, not the rows. */
    Batch {
        pieces = List.copyOf(pieces);
    }

    /** Returns the first half; only for a batch with two rows or more. */
    Batch firstHalf() {
        return part(0, rowCount / 2);
    }

    /** Returns the rows that {@link #firstHalf} leaves. */
    Batch secondHalf() {
        return part(rowCount / 2, rowCount);
    }

    /** The day of its first row. */
    int day() {
        return pieces.getFirst().day();
    }

    /** Returns the rows in their order. */
    List<ByteBuffer> rows() {
        return pieces.stream().map(Piece::rows).toList();
    }

    /** Copies the rows into one array. */
    byte[] copy() {
        ByteBuffer joined = ByteBuffer.allocate(
                pieces.stream().mapToInt(piece -> piece.rows().remaining()).sum());
        pieces.forEach(piece -> joined.put(piece.rows().duplicate()));
        return joined.array();
    }

    private Batch part(int from, int to) {
        List<Piece> parts = new ArrayList<>();
        int row = 0;
        for (Piece piece : pieces) {
            ByteBuffer at = piece.rows().duplicate();
            int start = at.position();
            while (at.hasRemaining() && row < to) {
                table.skipRow(at);
                row++;
                if (row == from) {
                    start = at.position();
                }
            }
            if (row > from && at.position() > start) {
                parts.add(new Piece(piece.day(), piece.rows().slice(start, at.position() - start)));
            }
        }
        return new Batch(table, to - from, parts);
    }
}
