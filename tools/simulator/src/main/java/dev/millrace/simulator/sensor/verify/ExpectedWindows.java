package dev.millrace.simulator.sensor.verify;

import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import java.time.Instant;
import java.util.List;

/** Gives the expected windows, computed without the service. Any thread may ask while nothing changes. */
public interface ExpectedWindows {
    /** The sensors to ask for, in ascending order. */
    List<String> sensors();

    /** A time that no reading is before. */
    Instant from();

    /** A time that all readings are before. */
    Instant to();

    /** The windows of these sensors, by sensor and start. */
    List<Window> windows(WindowSize size, List<String> sensors);
}
