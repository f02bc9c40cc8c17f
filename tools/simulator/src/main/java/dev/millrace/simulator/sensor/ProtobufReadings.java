package dev.millrace.simulator.sensor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes readings as the protobuf message that the service takes. By hand, so that what the service reads is not checked
 * by the library that it reads with.
 */
final class ProtobufReadings {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;

    private ProtobufReadings() {}

    static byte[] encode(List<Reading> readings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * readings.size());
        ByteArrayOutputStream one = new ByteArrayOutputStream(64);
        for (Reading reading : readings) {
            one.reset();
            write(one, reading);
            tag(out, 1, LENGTH);
            varint(out, one.size());
            out.writeBytes(one.toByteArray());
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Reading reading) {
        text(out, 1, reading.sensorId());
        tag(out, 2, VARINT);
        varint(out, reading.tsMillis());
        tag(out, 3, FIXED64);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(reading.value())
                .array());
        text(out, 4, reading.facility());
        text(out, 5, reading.equipment());
        text(out, 6, reading.unit());
        text(out, 7, reading.quality());
        text(out, 8, reading.attributes());
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        if (!text.isEmpty()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            tag(out, field, LENGTH);
            varint(out, bytes.length);
            out.writeBytes(bytes);
        }
    }

    private static void tag(ByteArrayOutputStream out, int field, int type) {
        varint(out, ((long) field << 3) | type);
    }

    private static void varint(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
