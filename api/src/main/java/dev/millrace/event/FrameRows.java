package dev.millrace.event;

import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Iterates over the rows of frames, for rewriters. */
public final class FrameRows {
    private FrameRows() {}

    /** Shows each row: the visitor gets the buffer at the start of the row and moves it to the end of the row. */
    public static void forEach(Frame frame, Consumer<ByteBuffer> visitor) {
        ByteBuffer rows = frame.rows().duplicate();
        while (rows.hasRemaining()) {
            visitor.accept(rows);
        }
    }

    /**
     * Returns true if one of the rows is selected.
     *
     * @param picked gets the buffer at the start of a row and leaves it there
     */
    public static boolean anyMatch(Frame frame, EventTable table, Predicate<ByteBuffer> picked) {
        ByteBuffer rows = frame.rows().duplicate();
        while (rows.hasRemaining()) {
            if (picked.test(rows)) {
                return true;
            }
            table.skipRow(rows);
        }
        return false;
    }

    /**
     * Returns a frame without the selected rows.
     *
     * @param picked gets the buffer at the start of a row and leaves it there
     * @return the same frame if none is selected, null if all are
     */
    public static @Nullable Frame without(Frame frame, EventTable table, Predicate<ByteBuffer> picked) {
        ByteBuffer rows = frame.rows().duplicate();
        ByteBuffer rest = null;
        int left = 0;
        while (rows.hasRemaining()) {
            int start = rows.position();
            boolean isPicked = picked.test(rows);
            table.skipRow(rows);
            if (isPicked && rest == null) {
                rest = ByteBuffer.allocate(frame.rows().remaining());
                rest.put(frame.rows()
                        .slice(frame.rows().position(), start - frame.rows().position()));
            } else if (!isPicked) {
                left++;
                if (rest != null) {
                    rest.put(rows.slice(start, rows.position() - start));
                }
            }
        }
        if (rest == null) {
            return frame;
        }
        return left == 0 ? null : new Frame(frame.table(), frame.day(), left, rest.flip());
    }

    /** Adds the result of {@link #without}, if it is not null. */
    public static void addUnlessEmpty(List<Frame> frames, @Nullable Frame frame) {
        if (frame != null) {
            frames.add(frame);
        }
    }

    /** Returns the written rows as frames, as the drain takes them. */
    public static List<Frame> frames(FrameWriter writer) {
        ByteBuffer bytes = writer.frames();
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = FrameCodec.read(bytes); frame != null; frame = FrameCodec.read(bytes)) {
            frames.add(frame);
        }
        return frames;
    }
}
