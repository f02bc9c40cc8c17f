package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.table.EventTable;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Splits the rows of a frame into parts. For one thread. */
public final class FrameCutter {
    private final Frame frame;
    private final int[] bytes;
    private final int[] counts;

    /** The end of each row in the frame, and its part. */
    private final int[] ends;

    private final int[] partOf;

    private FrameCutter(Frame frame, int parts) {
        this.frame = frame;
        this.bytes = new int[parts];
        this.counts = new int[parts];
        this.ends = new int[frame.rowCount()];
        this.partOf = new int[frame.rowCount()];
    }

    /**
     * Splits a frame. Rows keep their order in each part. A frame whose rows belong to one part is not copied.
     *
     * @param part reads the number of the part, from 0, of the row that starts at the buffer's position, and leaves the position
     * @return the parts by number; null where there are no rows
     */
    public static @Nullable Frame[] cut(Frame frame, EventTable table, int parts, ToIntFunction<ByteBuffer> part) {
        FrameCutter cutter = new FrameCutter(frame, parts);
        cutter.count(table, part);
        return cutter.copies();
    }

    private void count(EventTable table, ToIntFunction<ByteBuffer> part) {
        ByteBuffer rows = frame.rows().duplicate();
        for (int row = 0; rows.hasRemaining(); row++) {
            int start = rows.position();
            partOf[row] = part.applyAsInt(rows);
            table.skipRow(rows);
            ends[row] = rows.position();
            bytes[partOf[row]] += rows.position() - start;
            counts[partOf[row]]++;
        }
    }

    private @Nullable Frame[] copies() {
        @Nullable Frame[] cut = new Frame[bytes.length];
        ByteBuffer[] copies = new ByteBuffer[cut.length];
        for (int part = 0; part < cut.length; part++) {
            if (counts[part] == ends.length) {
                cut[part] = frame; // nearly all frames are of one event
                return cut;
            }
            copies[part] = ByteBuffer.allocate(bytes[part]);
        }
        int start = frame.rows().position();
        for (int row = 0; row < ends.length; row++) {
            copies[partOf[row]].put(frame.rows().slice(start, ends[row] - start));
            start = ends[row];
        }
        for (int part = 0; part < cut.length; part++) {
            if (counts[part] > 0) {
                cut[part] = new Frame(frame.table(), frame.day(), counts[part], copies[part].flip());
            }
        }
        return cut;
    }
}
