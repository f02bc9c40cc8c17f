package dev.millrace.simulator.sensor.verify;

import dev.millrace.simulator.check.Rounds.Question;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Asks for all windows of all sizes of the sensors, several sensors at a time. Thread-safe. */
public final class SensorQuestions {
    private final ExpectedWindows expected;
    private final ReadingsClient client;
    private final Retrier retrier;
    private final AtomicLong windows = new AtomicLong();

    public SensorQuestions(ExpectedWindows expected, ReadingsClient client, Retrier retrier) {
        this.expected = expected;
        this.client = client;
        this.retrier = retrier;
    }

    /** Returns questions that together cover every sensor and size. */
    public List<Question<Difference>> all() {
        List<Question<Difference>> questions = new ArrayList<>();
        for (List<String> sensors : groups(expected.sensors())) {
            for (WindowSize size : WindowSize.values()) {
                questions.add(() -> differences(size, sensors));
            }
        }
        return questions;
    }

    /** Returns how many windows were compared so far; repeated questions count again. */
    public long windows() {
        return windows.get();
    }

    private List<Difference> differences(WindowSize size, List<String> sensors)
            throws IOException, InterruptedException {
        List<Window> reported = client.windows(size, sensors, expected.from(), expected.to(), retrier);
        List<Window> computed = expected.windows(size, sensors);
        windows.addAndGet(computed.size());
        return Comparison.of(size, computed, reported);
    }

    private static List<List<String>> groups(List<String> sensors) {
        List<List<String>> groups = new ArrayList<>();
        List<String> group = new ArrayList<>();
        int bytes = 0;
        for (String sensor : sensors) {
            int more = ReadingsClient.parameter(sensor).length() + 1;
            if (!group.isEmpty() && bytes + more > ReadingsClient.MAX_QUERY_BYTES) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
            }
            group.add(sensor);
            bytes += more;
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
