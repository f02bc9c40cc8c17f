package dev.millrace.torture.blackbox;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The moments of a round's events: some hours of the last three days and the present one, none of them later than the round's begin. */
final class Times {
    static final long HOUR = Duration.ofHours(1).toMillis();
    static final long DAY = Duration.ofDays(1).toMillis();

    private static final int DAYS = 3;
    private static final int HOURS = 8;

    private final long now = Instant.now().toEpochMilli() - 1000;
    private final long first =
            Instant.ofEpochMilli(now).truncatedTo(ChronoUnit.DAYS).toEpochMilli() - (DAYS - 1) * DAY;
    private final List<Long> hours = new ArrayList<>();

    Times(SplittableRandom random) {
        hours.add(now - now % HOUR);
        while (hours.size() < HOURS) {
            long hour = first + random.nextLong((now - first) / HOUR) * HOUR;
            hours.add(hour);
        }
    }

    /** The first moment of the first day. */
    long first() {
        return first;
    }

    /** A moment after all events. */
    long end() {
        return now + HOUR;
    }

    /** The moment of an event. */
    long any(SplittableRandom random) {
        return in(hours.get(random.nextInt(hours.size())), random);
    }

    /** Returns another moment of the same day. */
    long anyOfDay(long millis, SplittableRandom random) {
        List<Long> same =
                hours.stream().filter(hour -> hour / DAY == millis / DAY).toList();
        return same.isEmpty() ? millis : in(same.get(random.nextInt(same.size())), random);
    }

    private long in(long hour, SplittableRandom random) {
        return hour + random.nextLong(Math.min(HOUR, now - hour + 1));
    }

    /** The days, as reports name them. */
    LocalDate day(int number) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(first + number * DAY), ZoneOffset.UTC);
    }

    /** Returns the number of days. */
    int days() {
        return DAYS;
    }

    /** A range as the parameters of a report. */
    static String range(long from, long to) {
        return "from=%s&to=%s".formatted(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
    }
}
