package dev.millrace.sensor.deletion;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads the fields of one row of readings after the other, without making objects. Not thread-safe. */
final class ReadingCursor {
    /** ClickHouse's {@code sipHash64} of a String. */
    private static final HashFunction SIP_HASH = Hashing.sipHash24(0, 0);

    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    /** Texts between the value and the version. */
    private static final int TEXTS = 5;

    private byte[] sensor = new byte[512];
    private int length;
    private long ts;
    private long version;

    /** Reads the fields of the row at the buffer's position, which does not move. */
    ReadingCursor look(ByteBuffer rows) {
        ByteBuffer bytes = rows.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        length = ColumnType.readStringLength(bytes);
        if (length > sensor.length) {
            sensor = new byte[length];
        }
        bytes.get(sensor, 0, length);
        ts = bytes.getLong();
        bytes.getLong();
        for (int i = 0; i < TEXTS; i++) {
            int size = ColumnType.readStringLength(bytes);
            bytes.position(bytes.position() + size);
        }
        version = bytes.getLong();
        return this;
    }

    long ts() {
        return ts;
    }

    long version() {
        return version;
    }

    String sensorId() {
        return new String(sensor, 0, length, StandardCharsets.UTF_8);
    }

    long hash() {
        return SIP_HASH.hashBytes(sensor, 0, length).asLong();
    }

    /** Returns the {@link #hash} of the rows of a sensor. */
    static long hash(String sensorId) {
        return SIP_HASH.hashString(sensorId, StandardCharsets.UTF_8).asLong();
    }

    /** Encodes the tombstone that hides this row and every older version of it. */
    void writeTombstone(FrameWriter rows, long ofVersion) {
        FrameWriter.Row row = rows.startRow((int) (ts / MILLIS_PER_DAY));
        row.string(sensor, length).uint64(ts).uint64(Double.doubleToRawLongBits(0));
        for (int i = 0; i < TEXTS; i++) {
            row.string("");
        }
        row.uint64(ofVersion).uint8(1).end();
    }
}
