package dev.millrace.torture.blackbox;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The settings of a round's nodes: hours are sealed as soon as they are over, batches are small, and some things are left to chance. */
final class NodeSettings {
    private static final Map<String, String> FIXED = Map.of(
            "MILLRACE_BUFFER_SEGMENT_BYTES", "64KB",
            "MILLRACE_DRAIN_MAX_BACKOFF", "300ms",
            "MILLRACE_CLICKHOUSE_CONNECT_TIMEOUT", "1s",
            "MILLRACE_ARCHIVE_TRAFFIC", "true",
            "MILLRACE_ARCHIVE_SENSORS", "true",
            "MILLRACE_ROLLUP_LATENESS", "0s",
            "MILLRACE_INTAKE_STORED_TIMEOUT", "3s");

    private final Map<String, String> chosen = new TreeMap<>();

    NodeSettings(SplittableRandom random) {
        chosen.put("MILLRACE_ROLLUP_INTERVAL", any(random, "20ms", "100ms", "500ms"));
        chosen.put("MILLRACE_ROLLUP_MAX_BUSY_PERCENT", any(random, "50", "100"));
        chosen.put("MILLRACE_DRAIN_MAX_AGE", any(random, "1ms", "5ms", "50ms", "400ms"));
        chosen.put("MILLRACE_DRAIN_MAX_ROWS", any(random, "20", "100", "100000"));
        chosen.put("MILLRACE_DRAIN_INSERTS", any(random, "1", "2", "8"));
        chosen.put("MILLRACE_CLICKHOUSE_SHARD_PATIENCE", any(random, "1s", "5s"));
    }

    private static String any(SplittableRandom random, String... values) {
        return values[random.nextInt(values.length)];
    }

    /** Returns all settings of one node. */
    Map<String, String> of(int node, Map<String, String> servers) {
        Map<String, String> all = new HashMap<>(servers);
        all.putAll(FIXED);
        all.putAll(chosen);
        all.put("MILLRACE_INTAKE_NODE", Integer.toString(node));
        return all;
    }

    /** Describes the settings that were chosen at random. */
    @Override
    public String toString() {
        return chosen.toString();
    }
}
