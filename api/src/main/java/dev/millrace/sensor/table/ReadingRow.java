package dev.millrace.sensor.table;

import dev.millrace.intake.FrameWriter;
import java.time.Duration;

/** Encodes a reading as a row of {@link SensorTable#READINGS}; one object for all readings of a request. Not thread-safe. */
public final class ReadingRow {
    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    private final Utf8Slice sensorId = new Utf8Slice();
    private final Utf8Slice facility = new Utf8Slice();
    private final Utf8Slice equipment = new Utf8Slice();
    private final Utf8Slice unit = new Utf8Slice();
    private final Utf8Slice quality = new Utf8Slice();
    private final Utf8Slice attributes = new Utf8Slice();
    private long ts;
    private double value;

    /** Empty. */
    public ReadingRow() {}

    /** The sensor; part of the identity. */
    public Utf8Slice sensorId() {
        return sensorId;
    }

    /** Returns the place of the equipment. */
    public Utf8Slice facility() {
        return facility;
    }

    /** Returns the equipment that has the sensor. */
    public Utf8Slice equipment() {
        return equipment;
    }

    /** Returns the unit of the value. */
    public Utf8Slice unit() {
        return unit;
    }

    /** Returns the quality of the value, as the equipment judges it. */
    public Utf8Slice quality() {
        return quality;
    }

    /** A JSON object, or nothing. */
    public Utf8Slice attributes() {
        return attributes;
    }

    /** Returns the time of the reading, in milliseconds since 1970; part of the identity. */
    public long ts() {
        return ts;
    }

    /** Sets {@link #ts}. */
    public void ts(long millis) {
        ts = millis;
    }

    /** Sets what was read, a finite number. */
    public void value(double finite) {
        value = finite;
    }

    /** Forgets everything. */
    public void clear() {
        sensorId.clear();
        facility.clear();
        equipment.clear();
        unit.clear();
        quality.clear();
        attributes.clear();
        ts = 0;
        value = 0;
    }

    /** Encodes it. */
    public void write(FrameWriter rows, long version) {
        FrameWriter.Row row = rows.startRow((int) (ts / MILLIS_PER_DAY));
        string(row, sensorId);
        // Negative zero counts as zero, so that minimum and maximum do not depend on the order of rows.
        row.uint64(ts).uint64(Double.doubleToRawLongBits(value + 0.0));
        string(row, facility);
        string(row, equipment);
        string(row, unit);
        string(row, quality);
        string(row, attributes);
        row.uint64(version).uint8(0).end();
    }

    private static void string(FrameWriter.Row row, Utf8Slice text) {
        row.string(text.bytes(), text.from(), text.length());
    }
}
