package dev.millrace.torture.blackbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Asks for windows of readings and holds them against what was sent. Thread-safe. */
final class WindowCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long STORY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MOST_READINGS = 12;

    private final World world;
    private final Tally tally;

    /**
     * Prepares.
     *
     * @param tally where findings go to
     */
    WindowCheck(World world, Tally tally) {
        this.world = world;
        this.tally = tally;
    }

    private record Line(String group, long start) {}

    /** Checks it once; false if it was not answered. */
    boolean check(Node node, WindowReport report) throws InterruptedException {
        long asked = System.nanoTime();
        Reply reply = world.http().once(node, Call.get(report.path()), "");
        long answered = System.nanoTime();
        if (reply.isLater()) {
            return false;
        }
        if (reply.status() != 200) {
            tally.unexplained("%s was answered %s: %s".formatted(report.path(), reply.status(), reply.body()));
            return false;
        }
        Map<Line, Window> windows;
        try {
            windows = read(JSON.readTree(reply.body()), report);
        } catch (JsonProcessingException e) {
            tally.unexplained("%s is no JSON: %s".formatted(report.path(), reply.body()));
            return false;
        }
        List<Deviation> wrong = new ArrayList<>();
        for (WindowReport.Group group : report.groups()) {
            compare(group, report, windows, asked, answered, wrong);
        }
        if (!wrong.isEmpty()) {
            tally.wrong(
                    "node %s GET %s, asked at %s ms, answered %s ms later"
                            .formatted(
                                    node.number(),
                                    report.path(),
                                    world.log().millis(asked),
                                    (answered - asked) / 1_000_000),
                    wrong,
                    story(report, asked, answered));
        }
        return true;
    }

    private static Map<Line, Window> read(JsonNode answer, WindowReport report) {
        Map<Line, Window> windows = new HashMap<>();
        answer.path("windows").forEach(json -> {
            long start = report.length() == 0
                    ? 0
                    : Instant.parse(json.path("start").asText()).toEpochMilli();
            windows.put(new Line(json.path("sensor_id").asText(""), start), Window.of(json));
        });
        return windows;
    }

    private void compare(
            WindowReport.Group group,
            WindowReport report,
            Map<Line, Window> windows,
            long asked,
            long answered,
            List<Deviation> wrong) {
        Map<Long, ExpectedWindow> expected =
                world.sensors().expect(group.sensors(), report.from(), report.to(), report.length(), asked, answered);
        Set<Long> starts = new TreeSet<>(expected.keySet());
        windows.keySet().stream()
                .filter(line -> line.group().equals(group.name()))
                .forEach(line -> starts.add(line.start()));
        for (long start : starts) {
            Window window = windows.getOrDefault(new Line(group.name(), start), Window.NONE);
            wrong.addAll(expected.getOrDefault(start, new ExpectedWindow())
                    .compare("%s %s".formatted(group.name(), Instant.ofEpochMilli(start)), window));
        }
    }

    private String story(WindowReport report, long asked, long answered) {
        List<String> lines = new ArrayList<>();
        for (WindowReport.Group group : report.groups()) {
            for (String sensor : group.sensors()) {
                world.sensors().of(sensor).subMap(report.from(), report.to()).forEach((time, history) -> {
                    if (lines.size() < MOST_READINGS && history.isTouchedBetween(asked - STORY_NANOS, answered)) {
                        lines.add("    %s at %s: %s"
                                .formatted(sensor, Instant.ofEpochMilli(time), history.tell(answered)));
                    }
                });
            }
        }
        return lines.isEmpty()
                ? "    no reading of it was touched in the three seconds before"
                : String.join("\n", lines);
    }
}
