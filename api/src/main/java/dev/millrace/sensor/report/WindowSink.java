package dev.millrace.sensor.report;

import java.io.IOException;

/** Takes windows in their order. */
interface WindowSink {
    /** Returns true if it takes the window that begins at {@code start}, in seconds since 1970; after false it takes no more windows. */
    boolean takes(String sensorId, long start);

    /** Takes a window that is complete. */
    void add(Window window) throws IOException;
}
