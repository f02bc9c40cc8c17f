package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Chooses reports of page views. */
final class ViewReports {
    private final Times times;
    private final List<Long> users;

    ViewReports(Times times, List<Long> users) {
        this.times = times;
        this.users = users;
    }

    private record Range(String parameters, long from, long to) {}

    /** Returns a random report of a random range. */
    ViewReport any(SplittableRandom random) {
        Range range = anyRange(random);
        return switch (random.nextInt(4)) {
            case 0 -> ViewReport.pages(range.parameters(), range.from(), range.to());
            case 1 -> ViewReport.hourly(range.parameters(), range.from(), range.to());
            default -> daily(users.get(random.nextInt(users.size())), range);
        };
    }

    /** Returns every report of each day and of all days. */
    List<ViewReport> all() {
        List<Range> ranges = new ArrayList<>(List.of(whole()));
        for (int day = 0; day < times.days(); day++) {
            ranges.add(day(day));
        }
        List<ViewReport> reports = new ArrayList<>();
        for (Range range : ranges) {
            reports.add(ViewReport.pages(range.parameters(), range.from(), range.to()));
            reports.add(ViewReport.hourly(range.parameters(), range.from(), range.to()));
            users.forEach(user -> reports.add(daily(user, range)));
        }
        return reports;
    }

    private static ViewReport daily(long user, Range range) {
        return ViewReport.daily(user, range.parameters(), range.from(), range.to());
    }

    private Range anyRange(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> whole();
            case 1, 2 -> day(random.nextInt(times.days()));
            default -> {
                long from = random.nextLong(times.first(), times.end() - 1);
                // Edges within hours, and now and then on them.
                long start = random.nextInt(3) == 0 ? from / Times.HOUR * Times.HOUR : from;
                long to = random.nextLong(start + 1, times.end());
                yield range(start, to);
            }
        };
    }

    private Range whole() {
        return range(times.first(), times.end());
    }

    private Range day(int number) {
        long from = times.first() + number * Times.DAY;
        return new Range("date=%s&tz=UTC".formatted(times.day(number)), from, from + Times.DAY);
    }

    private static Range range(long from, long to) {
        return new Range(Times.range(from, to), from, to);
    }
}
