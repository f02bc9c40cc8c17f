package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which part of a report's range is read from where. The two parts never overlap and together are the range.
 *
 * @param rolledUp runs of whole hours to take from the rollup
 * @param raw everything else, to be counted from raw rows
 */
public record HourPlan(List<TimeRange> rolledUp, List<TimeRange> raw) {
    /** More runs make a statement long and slow; what does not fit is read from raw rows. */
    static final int MAX_RUNS = 32;

    /** Copies the lists. */
    public HourPlan {
        rolledUp = List.copyOf(rolledUp);
        raw = List.copyOf(raw);
    }

    /** The whole hours of a range, the only ones that a rollup can be asked for; empty if there is none. */
    public static TimeRange wholeHours(TimeRange range) {
        long first = Hours.ceil(range.from());
        long end = Math.max(first, Hours.floor(range.to()));
        return new TimeRange(Instant.ofEpochSecond(first), Instant.ofEpochSecond(end));
    }

    /**
     * Plans a report.
     *
     * @param sealed the sealed hours among {@link #wholeHours}, in seconds of 1970
     * @param marked those of them whose rollup may miss a row
     */
    public static HourPlan of(TimeRange range, Collection<Long> sealed, Collection<Long> marked) {
        Set<Long> usable = new HashSet<>(sealed);
        usable.removeAll(new HashSet<>(marked));
        TimeRange whole = wholeHours(range);
        List<Long> hours = usable.stream()
                .filter(hour -> hour >= whole.from().getEpochSecond()
                        && hour < whole.to().getEpochSecond())
                .sorted()
                .toList();
        List<TimeRange> runs = longest(runs(hours));
        return new HourPlan(runs, between(range, runs));
    }

    private static List<TimeRange> runs(List<Long> hours) {
        List<TimeRange> runs = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= hours.size(); i++) {
            if (i == hours.size() || hours.get(i) != hours.get(i - 1) + Hours.SECONDS) {
                runs.add(new TimeRange(
                        Instant.ofEpochSecond(hours.get(start)),
                        Instant.ofEpochSecond(hours.get(i - 1) + Hours.SECONDS)));
                start = i;
            }
        }
        return runs;
    }

    private static List<TimeRange> longest(List<TimeRange> runs) {
        return runs.stream()
                .sorted(Comparator.comparing(TimeRange::length).reversed())
                .limit(MAX_RUNS)
                .sorted(Comparator.comparing(TimeRange::from))
                .toList();
    }

    private static List<TimeRange> between(TimeRange range, List<TimeRange> runs) {
        List<TimeRange> gaps = new ArrayList<>();
        Instant from = range.from();
        for (TimeRange run : runs) {
            addUnlessEmpty(gaps, from, run.from());
            from = run.to();
        }
        addUnlessEmpty(gaps, from, range.to());
        return gaps;
    }

    private static void addUnlessEmpty(List<TimeRange> ranges, Instant from, Instant to) {
        if (from.isBefore(to)) {
            ranges.add(new TimeRange(from, to));
        }
    }
}
