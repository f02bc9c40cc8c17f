package dev.millrace.sensor.report;

import dev.millrace.clickhouse.RowReader;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Puts the windows of a statement of {@link WindowStatements} together from rows: the rows of one window are adjacent. Not thread-safe. */
final class WindowRows {
    private static final long MINUTE_SECONDS = 60;
    private static final long MILLIS = 1000;

    private final WindowSink sink;
    private final long from;
    private final long to;
    private @Nullable Window open;

    /** @param range windows that begin outside of it are left out */
    WindowRows(WindowSink sink, TimeRange range) {
        this.sink = sink;
        this.from = range.from().getEpochSecond();
        this.to = range.to().getEpochSecond();
    }

    /** Reads rows of {@link WindowStatements#hourByHour} until there are no more, or the sink takes no more. */
    void readHourByHour(RowReader rows) throws SQLException, IOException {
        while (rows.hasNext()) {
            String sensor = rows.text();
            long hour = rows.uint32();
            int[] minutes = new int[rows.length()];
            for (int i = 0; i < minutes.length; i++) {
                minutes[i] = rows.uint8();
            }
            boolean isTaken = readElements(
                    rows, hour, i -> at(sensor, hour + (minutes.length == 0 ? 0 : minutes[i] * MINUTE_SECONDS)));
            if (!isTaken) {
                rows.confirm();
                return;
            }
        }
        end();
    }

    /** Combines rows of {@link WindowStatements#piecesOfAllTime} to one window of the sensor, which starts at 0. */
    void readPiecesOfAllTime(RowReader rows, String sensor) throws SQLException, IOException {
        while (rows.hasNext()) {
            if (!readElements(rows, rows.uint32(), _ -> at(sensor, 0))) {
                rows.confirm();
                return;
            }
        }
        end();
    }

    /** Returns the window that an element of arrays belongs to; null if the sink takes no more. */
    private interface WindowOfElement {
        @Nullable
        Window at(int index) throws IOException;
    }

    private static boolean readElements(RowReader rows, long start, WindowOfElement windows)
            throws SQLException, IOException {
        long[] counts = uint32s(rows);
        double[] least = float64s(rows);
        double[] most = float64s(rows);
        double[] first = float64s(rows);
        double[] last = float64s(rows);
        long[] firstAt = uint32s(rows);
        long[] lastAt = uint32s(rows);
        int sums = rows.length();
        for (int i = 0; i < sums; i++) {
            Window window = windows.at(i);
            if (window == null) {
                return false;
            }
            window.add(counts[i], least[i], most[i]);
            window.addFirst(start * MILLIS + firstAt[i], first[i]);
            window.addLast(start * MILLIS + lastAt[i], last[i]);
            window.addSum(rows);
        }
        return true;
    }

    /** Reads rows of {@link WindowStatements#summed} until there are no more, or the sink takes no more. */
    void readSummed(RowReader rows) throws SQLException, IOException {
        readSummed(rows, false);
    }

    /** Reads rows of {@link WindowStatements#ofFacility} until there are no more, or the sink takes no more. */
    void readSummedOfFacility(RowReader rows) throws SQLException, IOException {
        readSummed(rows, true);
    }

    private void readSummed(RowReader rows, boolean namesEnds) throws SQLException, IOException {
        while (rows.hasNext()) {
            Window window = at(rows.text(), rows.uint32());
            if (window == null) {
                rows.confirm();
                return;
            }
            window.add(rows.int64(), rows.float64(), rows.float64());
            boolean hasFirst = addEnds(rows, window::addFirst);
            boolean hasLast = addEnds(rows, window::addLast);
            window.addSum(rows);
            if (namesEnds) {
                String firstSensor = rows.text();
                String lastSensor = rows.text();
                if (hasFirst) {
                    window.firstIsOf(firstSensor);
                }
                if (hasLast) {
                    window.lastIsOf(lastSensor);
                }
            }
        }
        end();
    }

    /** Takes a value at a time; returns true if it is the earliest, or latest, so far. */
    private interface End {
        boolean add(long millis, double value);
    }

    private static boolean addEnds(RowReader rows, End end) throws SQLException {
        long hour = rows.uint32();
        double[] values = float64s(rows);
        long[] at = uint32s(rows);
        boolean isEnd = false;
        for (int i = 0; i < values.length; i++) {
            isEnd |= end.add(hour * MILLIS + at[i], values[i]);
        }
        return isEnd;
    }

    /** Returns the window to add to; null if the sink takes no more. */
    private @Nullable Window at(String sensor, long start) throws IOException {
        if (open != null && open.is(sensor, start)) {
            return open;
        }
        end();
        Window window = new Window(sensor, start);
        if (start < from || start >= to) {
            // Of an hour that is only partly asked for.
            return window;
        }
        if (!sink.takes(sensor, start)) {
            return null;
        }
        open = window;
        return window;
    }

    private void end() throws IOException {
        if (open != null) {
            sink.add(open);
            open = null;
        }
    }

    private static long[] uint32s(RowReader rows) throws SQLException {
        long[] numbers = new long[rows.length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = rows.uint32();
        }
        return numbers;
    }

    private static double[] float64s(RowReader rows) throws SQLException {
        double[] numbers = new double[rows.length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = rows.float64();
        }
        return numbers;
    }
}
