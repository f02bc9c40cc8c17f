package dev.millrace.simulator.replay;

import dev.millrace.simulator.traffic.PageView;
import dev.millrace.simulator.traffic.UserId;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The own count: the views of each page by user and UTC day, over distinct events. It grows with the file, by about 200
 * bytes an event. One thread fills it; then any may read.
 */
final class Expectation {
    private final Set<PageView.Identity> seen = new HashSet<>();
    private final SortedMap<UserId, Map<LocalDate, Map<String, Long>>> counts = new TreeMap<>();
    private final SortedSet<LocalDate> days = new TreeSet<>();

    /** Counts a view, unless the same event has been counted before. */
    void add(PageView view) {
        if (seen.add(view.identity())) {
            LocalDate day = DayShift.dateOf(view.createdAt());
            days.add(day);
            counts.computeIfAbsent(view.userId(), _ -> new HashMap<>())
                    .computeIfAbsent(day, _ -> new HashMap<>())
                    .merge(view.pageUrl(), 1L, Long::sum);
        }
    }

    /** In ascending order. */
    Set<UserId> users() {
        return Collections.unmodifiableSet(counts.keySet());
    }

    SortedSet<LocalDate> days() {
        return Collections.unmodifiableSortedSet(days);
    }

    /** What the report of a user has to say at the end of a day; empty if the user was not there. */
    Map<String, Long> views(UserId user, LocalDate day) {
        return counts.getOrDefault(user, Map.of()).getOrDefault(day, Map.of());
    }
}
