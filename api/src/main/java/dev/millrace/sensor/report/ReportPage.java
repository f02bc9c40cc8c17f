package dev.millrace.sensor.report;

import dev.millrace.report.RowBody;
import org.jspecify.annotations.Nullable;

/** Fills a page of a report, up to a number of rows and a number of bytes. Not thread-safe. */
public final class ReportPage {
    /** The most bytes of a page, which may end before its limit of rows: raw readings may have long attributes. */
    static final int MAX_BYTES = 16 << 20;

    /** Rows unless the asker says otherwise. */
    static final int USUAL_ROWS = 1000;

    /** The most rows that a request may ask for. */
    public static final int MOST_ROWS = 100_000;

    private final RowBody body;
    private final int limit;
    private @Nullable PagePosition next;

    ReportPage(RowBody body, int limit) {
        this.body = body;
        this.limit = limit;
    }

    /** Returns the body that rows are written to. */
    public RowBody body() {
        return body;
    }

    /** Returns true if a row fits; otherwise the next page begins with it. */
    public boolean takes(String sensorId, long millis) {
        if (next == null && body.rows() < limit && body.bytes() < MAX_BYTES) {
            return true;
        }
        if (next == null) {
            next = new PagePosition(sensorId, millis);
        }
        return false;
    }

    /** Ends the page early: the next one begins with this row. */
    public void endBefore(String sensorId, long millis) {
        if (next == null) {
            next = new PagePosition(sensorId, millis);
        }
    }

    /** Returns true if there is a row that did not fit. */
    boolean isFull() {
        return next != null;
    }

    /** Returns how many rows are worth reading: those that fit, and one more to know where the next page begins. */
    int wanted() {
        return limit - body.rows() + 1;
    }

    /** Returns the parameter {@code page} of the next page; null after the last. */
    public @Nullable String next() {
        return next == null ? null : next.toPage();
    }
}
