package dev.millrace.oracle;

import dev.millrace.intake.TestClock;
import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** Random times and ranges near the time of a history. */
record Times(SplittableRandom random, TestClock clock, Instant start) {
    Instant now() {
        return clock.instant();
    }

    /** From long before everything to long after. */
    TimeRange always() {
        return new TimeRange(start.minus(10, ChronoUnit.DAYS), start.plus(10, ChronoUnit.DAYS));
    }

    /** Some time within the last hours, or the day before. */
    Instant time() {
        int hoursAgo = random.nextInt(8) == 0 ? 26 : random.nextInt(6);
        return timeIn(now().truncatedTo(ChronoUnit.HOURS).minus(hoursAgo, ChronoUnit.HOURS));
    }

    /** One of few times in an hour, among them the first and the last. */
    Instant timeIn(Instant hour) {
        Instant time = hour.plusMillis(new long[] {0, 1, 1_800_000, 3_599_999}[random.nextInt(4)]);
        return time.isAfter(now()) ? hour : time;
    }

    TimeRange range() {
        Instant now = now();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        return switch (random.nextInt(4)) {
            case 0 -> new TimeRange(now.minus(1, ChronoUnit.DAYS), now);
            case 1 -> new TimeRange(start.minus(3, ChronoUnit.DAYS), now.plus(1, ChronoUnit.HOURS));
            case 2 ->
                new TimeRange(hour.minus(1 + random.nextInt(30), ChronoUnit.HOURS), hour.plus(1, ChronoUnit.HOURS));
            default -> {
                Instant from = hour.minusMillis(random.nextInt(100_000_000));
                yield new TimeRange(from, from.plusMillis(random.nextInt(100_000_000)));
            }
        };
    }
}
