package dev.millrace.sensor.window;

import dev.millrace.clickhouse.RowReader;
import dev.millrace.sensor.table.ExactSum;
import java.sql.SQLException;

/** What is said of the readings of a window, put together from what the parts of a statement say of it. Not thread-safe. */
final class Window {
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

    /** Takes it for the first one if it is. */
    void addFirst(long millis, double value) {
        if (millis < firstAt) {
            firstAt = millis;
            first = value;
        }
    }

    /** Takes it for the last one if it is. */
    void addLast(long millis, double value) {
        if (millis > lastAt) {
            lastAt = millis;
            last = value;
        }
    }

    /** Adds the buckets of an exact sum, which come next: {@code Map(UInt8, Int128)}. */
    void addSum(RowReader rows) throws SQLException {
        for (int i = rows.length(); i > 0; i--) {
            sum.add(rows.uint8(), rows.int128());
        }
    }

    boolean is(String sensor, long startSeconds) {
        return start == startSeconds && sensorId.equals(sensor);
    }

    String sensorId() {
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

    double last() {
        return last;
    }

    /** Milliseconds since 1970. */
    long firstAt() {
        return firstAt;
    }

    /** Milliseconds since 1970. */
    long lastAt() {
        return lastAt;
    }

    ExactSum sum() {
        return sum;
    }
}
