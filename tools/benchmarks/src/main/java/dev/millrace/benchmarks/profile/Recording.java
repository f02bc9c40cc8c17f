package dev.millrace.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Reads samples from a recording of the JDK. */
final class Recording {
    private Recording() {}

    static HotSpots read(Path file) throws IOException {
        HotSpots spots = new HotSpots();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                String type = event.getEventType().getName();
                if (type.equals("jdk.ExecutionSample") || type.equals("jdk.NativeMethodSample")) {
                    add(spots, event);
                }
            }
        }
        return spots;
    }

    private static void add(HotSpots spots, RecordedEvent event) {
        List<String> frames = new ArrayList<>();
        if (event.getStackTrace() != null) {
            for (RecordedFrame frame : event.getStackTrace().getFrames()) {
                frames.add(frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName());
            }
        }
        Collections.reverse(frames);
        var thread = event.getThread("sampledThread");
        spots.add(thread == null ? "unknown" : String.valueOf(thread.getJavaName()), frames, 1);
    }
}
