package dev.millrace.sensor.table;

import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * One row of {@link SensorTable#DELETIONS}: it deletes readings of a sensor that have a lower version. Readings that are posted later have
 * a higher one.
 *
 * @param from milliseconds since 1970, the first that is deleted
 * @param to milliseconds since 1970, the first that is not
 */
public record DeletionRow(String sensorId, long from, long to, long version) {
    /** The archive's name for a deletion; it keeps {@link #describe} with it. */
    public static final String OPERATION = "delete";

    private static final String SEPARATOR = ",";
    private static final int NO_DAY = 0;

    /** Returns true if it deletes the reading of its sensor at that time and with that version. */
    public boolean covers(long ts, long rowVersion) {
        return from <= ts && ts < to && Long.compareUnsigned(rowVersion, version) < 0;
    }

    /** Reads the row at the buffer's position and moves past it. */
    public static DeletionRow read(ByteBuffer rows) {
        ByteBuffer bytes = rows.order(ByteOrder.LITTLE_ENDIAN);
        byte[] sensor = new byte[ColumnType.readStringLength(bytes)];
        bytes.get(sensor);
        return new DeletionRow(
                new String(sensor, StandardCharsets.UTF_8), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** Returns the row with another version. */
    public DeletionRow withVersion(long other) {
        return new DeletionRow(sensorId, from, to, other);
    }

    /** Encodes it. */
    public void write(FrameWriter rows) {
        rows.startRow(NO_DAY)
                .string(sensorId)
                .uint64(from)
                .uint64(to)
                .uint64(version)
                .end();
    }

    /** Encodes all but the version in letters, digits and commas, for {@link #described}. */
    public String describe() {
        String sensor =
                Base64.getUrlEncoder().withoutPadding().encodeToString(sensorId.getBytes(StandardCharsets.UTF_8));
        return String.join(SEPARATOR, sensor, Long.toString(from), Long.toString(to));
    }

    /** Parses the text of {@link #describe}; empty if it is not such a text. */
    public static Optional<DeletionRow> described(String description, long version) {
        String[] parts = description.split(SEPARATOR, -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String sensor = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            return Optional.of(new DeletionRow(sensor, Long.parseLong(parts[1]), Long.parseLong(parts[2]), version));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
