package dev.millrace.benchmarks.load;

import java.util.HashMap;
import java.util.Map;

/**
 * The report of a run of wrk.
 *
 * @param answers how many requests were answered, whatever the status
 * @param badStatus how many of them with a status above 399
 * @param brokenConnections how often a connection could not be made, read or written
 * @param timeouts how many answers took longer than wrk waits
 * @param durationMicros how long it sent
 */
public record WrkReport(
        long answers,
        long badStatus,
        long brokenConnections,
        long timeouts,
        long durationMicros,
        long p50Micros,
        long p99Micros,
        long p999Micros,
        long maxMicros) {
    private static final String MARK = "MILLRACE ";

    /**
     * Reads the line that our script prints.
     *
     * @throws IllegalArgumentException if there is none: wrk failed, and the message is its output
     */
    public static WrkReport parse(String output) {
        String line = output.lines()
                .filter(text -> text.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("wrk did not report: " + output.strip()));
        Map<String, Long> values = new HashMap<>();
        for (String pair : line.substring(MARK.length()).strip().split(" ", -1)) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), Long.valueOf(pair.substring(equals + 1)));
        }
        return new WrkReport(
                value(values, "requests"),
                value(values, "status"),
                value(values, "connect") + value(values, "read") + value(values, "write"),
                value(values, "timeout"),
                value(values, "duration"),
                value(values, "p50"),
                value(values, "p99"),
                value(values, "p999"),
                value(values, "max"));
    }

    private static long value(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("wrk did not report " + name);
        }
        return value;
    }

    /** Returns how many requests were acknowledged. */
    public long acknowledged() {
        return answers - badStatus;
    }

    /** Returns how many requests were not acknowledged. */
    public long failed() {
        return badStatus + brokenConnections + timeouts;
    }

    public double seconds() {
        return durationMicros / 1e6;
    }
}
