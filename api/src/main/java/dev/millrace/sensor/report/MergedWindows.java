package dev.millrace.sensor.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the windows of several shards and puts them in order. Of each shard it keeps only as many as fit on the page: later ones cannot
 * be among the first of all. Not thread-safe.
 */
final class MergedWindows {
    private final int most;
    private final List<Window> windows = new ArrayList<>();

    MergedWindows(int most) {
        this.most = most;
    }

    /** Adds the windows of the next shard, in their order. */
    WindowSink next() {
        return new WindowSink() {
            private int taken;

            @Override
            public boolean takes(String sensorId, long start) {
                return taken < most;
            }

            @Override
            public void add(Window window) {
                taken++;
                windows.add(window);
            }
        };
    }

    /** Sends all windows in order, those of several shards for one window added up, until the sink takes no more. */
    void sendTo(WindowSink sink) throws IOException {
        windows.sort((a, b) -> {
            int order = SensorIds.compare(a.sensorId(), b.sensorId());
            return order != 0 ? order : Long.compare(a.start(), b.start());
        });
        for (int i = 0; i < windows.size(); ) {
            Window window = windows.get(i);
            i++;
            while (i < windows.size() && windows.get(i).is(window.sensorId(), window.start())) {
                window.add(windows.get(i));
                i++;
            }
            if (!sink.takes(window.sensorId(), window.start())) {
                return;
            }
            sink.add(window);
        }
    }
}
