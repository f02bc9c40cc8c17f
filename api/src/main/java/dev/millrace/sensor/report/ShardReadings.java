package dev.millrace.sensor.report;

import dev.millrace.clickhouse.RowReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges readings of several shards in the order of sensors and times: each answer is in that order, and no sensor is in two. They are read
 * row by row, and never all in memory. Not thread-safe.
 */
final class ShardReadings implements AutoCloseable {
    /** An answer, and the fields of its next row that were read. */
    private static final class Answer {
        private final RowReader rows;
        private String sensor = "";
        private long millis;

        Answer(RowReader rows) {
            this.rows = rows;
        }

        boolean next() throws SQLException {
            if (!rows.hasNext()) {
                return false;
            }
            sensor = rows.text();
            millis = rows.int64();
            return true;
        }
    }

    private final List<Answer> all = new ArrayList<>();
    private final List<Answer> left = new ArrayList<>();

    /** The answer whose row is next; the rest of that row has to be read before the next call. */
    private @Nullable Answer current;

    /** Adds an answer whose rows begin with a sensor and milliseconds since 1970. It is closed with this. */
    void add(RowReader rows) throws SQLException {
        Answer answer = new Answer(rows);
        all.add(answer);
        if (answer.next()) {
            left.add(answer);
        }
    }

    /** Moves to the next row; returns false if there is none. */
    boolean hasNext() throws SQLException {
        if (current != null && !current.next()) {
            left.remove(current);
        }
        current = null;
        for (Answer answer : left) {
            if (current == null || SensorIds.compare(answer.sensor, current.sensor) < 0) {
                current = answer;
            }
        }
        return current != null;
    }

    String sensor() {
        return row().sensor;
    }

    long millis() {
        return row().millis;
    }

    /** Returns the reader of the columns after the first two, to be read to their end. */
    RowReader rest() {
        return row().rows;
    }

    private Answer row() {
        if (current == null) {
            throw new IllegalStateException("there is no row");
        }
        return current;
    }

    /** Confirms the rows that were read; to be called by a reader that stops before the end: see {@link RowReader#confirm}. */
    void confirm() throws SQLException {
        for (Answer answer : left) {
            answer.rows.confirm();
        }
    }

    @Override
    public void close() {
        all.forEach(answer -> answer.rows.close());
    }
}
