package dev.millrace.benchmarks.load;

import java.time.Instant;

/** The kind of events that are sent. */
public enum Kind {
    VIEWS("/api/traffic", "millrace.traffic"),
    READINGS("/api/sensors/readings", "millrace.sensor_reading");

    private final String path;
    private final String table;

    Kind(String path, String table) {
        this.path = path;
        this.table = table;
    }

    /** Returns the path at which Millrace takes many of them. */
    public String path() {
        return path;
    }

    /** Returns the table in which Millrace stores them. */
    public String table() {
        return table;
    }

    /** Events that follow each other, by the number of the first, as RowBinary in the order of the table's columns. */
    public byte[] rowBinary(long seed, long firstId, int count, Instant end) {
        return make(seed, firstId, count, end).rows();
    }

    Events make(long seed, long firstId, int count, Instant end) {
        return switch (this) {
            case VIEWS -> PageViews.make(seed, firstId, count, end);
            case READINGS -> Readings.make(seed, firstId, count, end);
        };
    }
}
