package dev.millrace.simulator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A buffer and a table: what is appended shows in the reports once it is drained, at once unless told otherwise. */
public final class EventStore {
    private final List<StoredEvent> buffer = new ArrayList<>();
    private final Map<String, Map<StoredEvent.Key, StoredEvent>> byUser = new HashMap<>();
    private final Map<String, Integer> reportsUntilDrained = new HashMap<>();
    private boolean holdsBack;
    private int excess;

    /** From now on only {@link #drain} makes events visible. */
    public synchronized void holdBack() {
        holdsBack = true;
    }

    /** The given user's events come into the reports only after that many reports for the user. */
    public synchronized void showAfter(String userId, int reports) {
        reportsUntilDrained.put(userId, reports);
    }

    /** From now on every count in a report is too high by this much. */
    public synchronized void countTooMuch(int by) {
        excess = by;
    }

    public synchronized List<StoredEvent> events() {
        List<StoredEvent> all = new ArrayList<>(buffer);
        byUser.values().forEach(events -> all.addAll(events.values()));
        return all;
    }

    synchronized void append(StoredEvent event) {
        buffer.add(event);
        if (!holdsBack) {
            drain();
        }
    }

    synchronized void drain() {
        for (StoredEvent event : buffer) {
            byUser.computeIfAbsent(event.userId(), _ -> new HashMap<>()).put(event.key(), event);
        }
        buffer.clear();
    }

    synchronized Map<String, Long> daily(String userId, Instant at) {
        if (reportsUntilDrained.merge(userId, -1, Integer::sum) >= 0) {
            return Map.of();
        }
        Instant from = at.minus(Duration.ofDays(1));
        Map<String, Long> report = new TreeMap<>();
        for (StoredEvent event : byUser.getOrDefault(userId, Map.of()).values()) {
            if (!event.createdAt().isBefore(from) && event.createdAt().isBefore(at)) {
                report.merge(event.pageUrl(), 1L, Long::sum);
            }
        }
        report.replaceAll((_, count) -> count + excess);
        return report;
    }
}
