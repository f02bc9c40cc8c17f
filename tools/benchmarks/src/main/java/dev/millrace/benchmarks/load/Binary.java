package dev.millrace.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Shared by ClickHouse's binary formats and protobuf. */
final class Binary {
    private Binary() {}

    static ByteBuffer buffer(int rows, int maxRowBytes) {
        return ByteBuffer.allocate(rows * maxRowBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] bytes(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static void column(ByteBuffer out, String name, String type) {
        text(out, name);
        text(out, type);
    }

    static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.put(bytes);
    }

    /** Seven bits in a byte, the lowest first. */
    static void number(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
