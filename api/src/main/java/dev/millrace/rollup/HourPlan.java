package dev.millrace.rollup;

import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans which part of a report's range is read from which table. The parts never overlap, and together they are the range, except for days
 * that are known to have no rows.
 *
 * @param days runs of whole days of UTC to take from the rollup of days, in their order
 * @param rolledUp runs of whole hours to take from the rollup of hours, in their order
 * @param raw everything else, to be counted from raw rows, in its order
 */
public record HourPlan(List<TimeRange> days, List<TimeRange> rolledUp, List<TimeRange> raw) {
    /** Most runs that fit into a statement; further ones are read from raw rows. Ten years of every second day are 1,825. */
    static final int MAX_RUNS = 4096;

    /** Copies the lists. */
    public HourPlan {
        days = List.copyOf(days);
        rolledUp = List.copyOf(rolledUp);
        raw = List.copyOf(raw);
    }

    /** Makes a plan without a rollup of days. */
    public HourPlan(List<TimeRange> rolledUp, List<TimeRange> raw) {
        this(List.of(), rolledUp, raw);
    }

    /** Returns the whole hours of a range, the only ones that a rollup can serve; empty if there are none. */
    public static TimeRange wholeHours(TimeRange range) {
        long first = Hours.ceil(range.from());
        long end = Math.max(first, Hours.floor(range.to()));
        return new TimeRange(Instant.ofEpochSecond(first), Instant.ofEpochSecond(end));
    }

    /**
     * Plans a report.
     *
     * @param sealed the sealed hours among {@link #wholeHours}, in seconds since 1970
     * @param marked those of them whose rollup may lack a row
     */
    public static HourPlan of(TimeRange range, Collection<Long> sealed, Collection<Long> marked) {
        Builder builder = new Builder(range);
        sealed.forEach(builder::sealed);
        marked.forEach(builder::marked);
        return builder.plan();
    }

    /** Takes hours one by one, in any order: a report of all time has 87,600 hours in ten years. Not thread-safe. */
    public static final class Builder {
        private final TimeRange range;
        private final long first;
        private final long end;
        private final BitSet sealed = new BitSet();
        private final BitSet marked = new BitSet();
        private final List<Long> sealedDays = new ArrayList<>();
        private @Nullable BitSet withRows;

        /** Plans a report of a range. */
        public Builder(TimeRange range) {
            this.range = range;
            TimeRange whole = wholeHours(range);
            this.first = whole.from().getEpochSecond();
            this.end = whole.to().getEpochSecond();
        }

        /** Notes that an hour is sealed, by its start in seconds since 1970. An hour that is not wholly in the range is ignored. */
        public void sealed(long hour) {
            set(sealed, hour);
        }

        /**
         * Notes that a day of UTC is sealed in the rollup of days, by the start of an hour in it. A day that is not wholly in the range is
         * ignored.
         */
        public void sealedDay(long hour) {
            sealedDays.add(Hours.day(hour));
        }

        /** Notes that the rollup of an hour, and that of its day, may lack a row. */
        public void marked(long hour) {
            set(marked, hour);
        }

        /** Restricts raw rows to the days for which {@link #hasRows} is called. For a range of whole hours. */
        public void knowsDays() {
            withRows = new BitSet();
        }

        /** Notes that a day of UTC may have rows, by its start in seconds since 1970. */
        public void hasRows(long day) {
            for (int i = 0; i < Hours.OF_DAY && withRows != null; i++) {
                set(withRows, day + i * Hours.SECONDS);
            }
        }

        private void set(BitSet hours, long hour) {
            if (hour >= first && hour < end) {
                hours.set(index(hour));
            }
        }

        /** The plan. */
        public HourPlan plan() {
            BitSet ofDays = hoursOfDays();
            BitSet usable = (BitSet) sealed.clone();
            usable.andNot(marked);
            usable.or(ofDays);
            List<TimeRange> runs = runs(usable);
            List<TimeRange> taken = longest(runs);
            boolean isAll = taken.size() == runs.size();
            List<TimeRange> raw = between(range, taken);
            if (withRows != null && isAll) {
                withRows.andNot(usable);
                raw = runs(withRows);
            }
            BitSet hours = isAll ? usable : only(taken);
            ofDays.and(hours);
            hours.andNot(ofDays);
            return new HourPlan(runs(ofDays), runs(hours), raw);
        }

        /** Returns the hours of the sealed days that have no marks. */
        private BitSet hoursOfDays() {
            BitSet hours = new BitSet();
            for (long day : sealedDays) {
                if (day >= first && day + Hours.OF_DAY * Hours.SECONDS <= end) {
                    int from = index(day);
                    int mark = marked.nextSetBit(from);
                    if (mark < 0 || mark >= from + Hours.OF_DAY) {
                        hours.set(from, from + Hours.OF_DAY);
                    }
                }
            }
            return hours;
        }

        private BitSet only(List<TimeRange> runs) {
            BitSet hours = new BitSet();
            for (TimeRange run : runs) {
                hours.set(index(run.from().getEpochSecond()), index(run.to().getEpochSecond()));
            }
            return hours;
        }

        private int index(long hour) {
            return Math.toIntExact((hour - first) / Hours.SECONDS);
        }

        private List<TimeRange> runs(BitSet hours) {
            List<TimeRange> runs = new ArrayList<>();
            for (int from = hours.nextSetBit(0); from >= 0; ) {
                int to = hours.nextClearBit(from);
                runs.add(new TimeRange(start(from), start(to)));
                from = hours.nextSetBit(to);
            }
            return runs;
        }

        private Instant start(int hour) {
            return Instant.ofEpochSecond(first + hour * Hours.SECONDS);
        }
    }

    private static List<TimeRange> longest(List<TimeRange> runs) {
        if (runs.size() <= MAX_RUNS) {
            return runs;
        }
        return runs.stream()
                .sorted(Comparator.comparing(TimeRange::length).reversed())
                .limit(MAX_RUNS)
                .sorted(Comparator.comparing(TimeRange::from))
                .toList();
    }

    /** Returns the parts of a range that are not in the runs. */
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
