package dev.millrace.simulator.replay;

import dev.millrace.simulator.traffic.UserId;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A report that is not what was counted. */
record Difference(UserId user, LocalDate day, Map<String, Long> expected, Map<String, Long> reported) {

    Difference {
        expected = Map.copyOf(expected);
        reported = Map.copyOf(reported);
    }

    /** Returns true if the difference may vanish with time: events may still be on their way, but none may ever be counted twice. */
    boolean onlyLacks() {
        return reported.entrySet().stream().allMatch(page -> page.getValue() <= expectedOf(page.getKey()));
    }

    /** Returns one line for each page whose counts differ, in the order of the pages. */
    Stream<String> lines() {
        TreeSet<String> pages = new TreeSet<>(expected.keySet());
        pages.addAll(reported.keySet());
        return pages.stream()
                .filter(page -> expectedOf(page) != reportedOf(page))
                .map(page -> "user %s, %s, %s: expected %s, reported %s"
                        .formatted(user, day, page, expectedOf(page), reportedOf(page)));
    }

    private long expectedOf(String page) {
        return expected.getOrDefault(page, 0L);
    }

    private long reportedOf(String page) {
        return reported.getOrDefault(page, 0L);
    }
}
