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

    /** Counts a view, unless the same event has been counted before. */
    void add(PageView view) {
        if (seen.add(view.identity())) {
            LocalDate day = DayShift.dateOf(view.createdAt());
            counts.computeIfAbsent(view.userId(), _ -> new HashMap<>())
                    .computeIfAbsent(day, _ -> new HashMap<>())
                    .merge(view.pageUrl(), 1L, Long::sum);
        }
    }

    /** Takes a view out again that the service has rejected. */
    void remove(PageView view) {
        LocalDate day = DayShift.dateOf(view.createdAt());
        if (seen.remove(view.identity())) {
            counts.computeIfPresent(view.userId(), (_, ofUser) -> {
                ofUser.computeIfPresent(day, (_, pages) -> {
                    pages.computeIfPresent(view.pageUrl(), (_, views) -> views == 1 ? null : views - 1);
                    return pages.isEmpty() ? null : pages;
                });
                return ofUser.isEmpty() ? null : ofUser;
            });
        }
    }

    /** Returns the users in ascending order. */
    Set<UserId> users() {
        return Collections.unmodifiableSet(counts.keySet());
    }

    /** The days with views of anybody. */
    SortedSet<LocalDate> days() {
        SortedSet<LocalDate> days = new TreeSet<>();
        counts.values().forEach(ofUser -> days.addAll(ofUser.keySet()));
        return days;
    }

    /** The days with views of a user. */
    Set<LocalDate> days(UserId user) {
        return Collections.unmodifiableSet(counts.getOrDefault(user, Map.of()).keySet());
    }

    /** Returns the expected report of a user at the end of a day; empty if the user had no views. */
    Map<String, Long> views(UserId user, LocalDate day) {
        return counts.getOrDefault(user, Map.of()).getOrDefault(day, Map.of());
    }
}
