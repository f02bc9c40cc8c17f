package dev.millrace.testing;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import dev.millrace.buffer.FrameCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Frames whose rows are a text, for tests that do not care what rows look like. */
public final class Frames {
    private Frames() {}

    /** Frames of one "row" each, one behind the other. */
    public static ByteBuffer of(String... texts) {
        ByteBuffer frames = ByteBuffer.allocate(Stream.of(texts)
                .mapToInt(text -> FrameCodec.HEADER_BYTES + text.getBytes(StandardCharsets.UTF_8).length)
                .sum());
        for (String text : texts) {
            frames.put(of(text));
        }
        return frames.flip();
    }

    /** One frame of one "row". */
    public static ByteBuffer of(String text) {
        return of(20_000, text);
    }

    /** The same, of that day. */
    public static ByteBuffer of(int day, String text) {
        byte[] rows = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[FrameCodec.HEADER_BYTES + rows.length];
        System.arraycopy(rows, 0, frame, FrameCodec.HEADER_BYTES, rows.length);
        FrameCodec.writeHeader(frame, 0, 1, day, 1, rows.length);
        return ByteBuffer.wrap(frame);
    }

    /** The texts of a chunk's frames. */
    public static List<String> texts(Chunk chunk) {
        List<String> texts = new ArrayList<>();
        for (Frame frame : chunk.frames()) {
            texts.add(StandardCharsets.UTF_8.decode(frame.rows().duplicate()).toString());
        }
        return texts;
    }
}
