package dev.millrace.sensor.facility;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** Reads the facility and sensor of each row of {@code sensor_reading}, without making objects. Not thread-safe. */
final class PairReader {
    /** The bytes from {@code ts} to {@code value}. */
    private static final int BEFORE_FACILITY = 2 * Long.BYTES;

    /** Equipment, unit, quality and attributes. */
    private static final int TEXTS_BEHIND = 4;

    /** {@code version} and {@code is_deleted}. */
    private static final int AT_THE_END = Long.BYTES + 1;

    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    /** A random seed, so that nobody can know which names have the same hash. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private ByteBuffer rows = ByteBuffer.allocate(0);
    private int sensorFrom;
    private int sensorLength;
    private int facilityFrom;
    private int facilityLength;

    /** Begins with the first row of a frame. */
    void begin(Frame frame) {
        rows = frame.rows().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads the next row; false if there is none. */
    boolean next() {
        if (!rows.hasRemaining()) {
            return false;
        }
        sensorLength = ColumnType.readStringLength(rows);
        sensorFrom = rows.position();
        rows.position(sensorFrom + sensorLength + BEFORE_FACILITY);
        facilityLength = ColumnType.readStringLength(rows);
        facilityFrom = rows.position();
        rows.position(facilityFrom + facilityLength);
        for (int i = 0; i < TEXTS_BEHIND; i++) {
            int length = ColumnType.readStringLength(rows);
            rows.position(rows.position() + length);
        }
        rows.position(rows.position() + AT_THE_END);
        return true;
    }

    boolean hasFacility() {
        return facilityLength > 0;
    }

    /** Returns the hash of facility and sensor together. */
    long hash() {
        return hash(hash(seed, facilityFrom, facilityLength), sensorFrom, sensorLength);
    }

    private long hash(long before, int from, int length) {
        long hash = mix(before + length);
        int end = from + length;
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ rows.getLong(at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | Byte.toUnsignedLong(rows.get(at));
        }
        return mix(hash ^ rest);
    }

    private static long mix(long word) {
        long product = word * PRIME;
        return product ^ product >>> 32;
    }

    /** Writes the pair as a row of {@code facility_sensor}. */
    void write(FrameWriter.Row row) {
        row.string(bytes(facilityFrom, facilityLength), facilityLength)
                .string(bytes(sensorFrom, sensorLength), sensorLength)
                .end();
    }

    private byte[] bytes(int from, int length) {
        byte[] bytes = new byte[length];
        rows.get(from, bytes);
        return bytes;
    }
}
