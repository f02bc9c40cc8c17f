package dev.millrace.sensor.window;

import java.io.IOException;

/** Takes windows in their order. */
interface WindowSink {
    /** True if it takes the window that begins there, in seconds since 1970; after false it takes nothing any more. */
    boolean takes(String sensorId, long start);

    /** Takes a window that is complete. */
    void add(Window window) throws IOException;
}
