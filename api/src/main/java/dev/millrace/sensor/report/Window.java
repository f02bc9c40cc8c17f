package dev.millrace.sensor.report;

import dev.millrace.clickhouse.RowReader;
import dev.millrace.sensor.table.ExactSum;
import java.sql.SQLException;

/** The values of a window, put together from the parts that a statement reads. Not thread-safe. */
public final class Window {
    private final String sensorId;
    private final long start;
    private final ExactSum sum = new ExactSum();
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double first;
    private double last;
    private long firstAt = Long.MAX_VALUE;
    private long lastAt = Long.MIN_VALUE;
    private String firstSensor = "";
    private String lastSensor = "";

    /** @param start seconds since 1970 */
    Window(String sensorId, long start) {
        this.sensorId = sensorId;
        this.start = start;
    }

    /** Adds readings. */
    void add(long readings, double least, double most) {
        count += readings;
        min = Math.min(min, least);
        max = Math.max(max, most);
    }

    /** Takes a value for the first one if it is earlier; returns true if so. */
    boolean addFirst(long millis, double value) {
        if (millis >= firstAt) {
            return false;
        }
        firstAt = millis;
        first = value;
        return true;
    }

    /** Takes a value for the last one if it is later; returns true if so. */
    boolean addLast(long millis, double value) {
        if (millis <= lastAt) {
            return false;
        }
        lastAt = millis;
        last = value;
        return true;
    }

    /** Notes the sensor of the first reading, which decides between several sensors at one time. */
    void firstIsOf(String sensor) {
        firstSensor = sensor;
    }

    /** Notes the sensor of the last reading. */
    void lastIsOf(String sensor) {
        lastSensor = sensor;
    }

    /** Adds the same window of another shard. Of two readings at one time, the first is that of the first sensor. */
    void add(Window other) {
        add(other.count, other.min, other.max);
        if (other.firstAt < firstAt
                || (other.firstAt == firstAt && SensorIds.compare(other.firstSensor, firstSensor) < 0)) {
            firstAt = other.firstAt;
            first = other.first;
            firstSensor = other.firstSensor;
        }
        if (other.lastAt > lastAt || (other.lastAt == lastAt && SensorIds.compare(other.lastSensor, lastSensor) > 0)) {
            lastAt = other.lastAt;
            last = other.last;
            lastSensor = other.lastSensor;
        }
        sum.add(other.sum);
    }

    /** Adds the buckets of an exact sum, which are the next column: {@code Map(UInt8, Int128)}. */
    void addSum(RowReader rows) throws SQLException {
        for (int i = rows.length(); i > 0; i--) {
            sum.add(rows.uint8(), rows.int128());
        }
    }

    boolean is(String sensor, long startSeconds) {
        return start == startSeconds && sensorId.equals(sensor);
    }

    /** Returns the sensor; empty if the window is of several. */
    public String sensorId() {
        return sensorId;
    }

    /** Seconds since 1970. */
    long start() {
        return start;
    }

    long count() {
        return count;
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    double first() {
        return first;
    }

    /** Returns the last value. */
    public double last() {
        return last;
    }

    /** Milliseconds since 1970. */
    long firstAt() {
        return firstAt;
    }

    /** Returns the time of the last reading, in milliseconds since 1970. */
    public long lastAt() {
        return lastAt;
    }

    ExactSum sum() {
        return sum;
    }
}
