package dev.millrace.simulator.sensor.csv;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The unit of a time that is a number since 1970. The names are values of an option. */
enum EpochUnit {
    S("seconds", 3),
    MS("milliseconds", 0),
    US("microseconds", -3),
    NS("nanoseconds", -6);

    /** The least number that counts as seconds, in the spring of 1973: a smaller one might as well count milliseconds, or rows. */
    private static final BigDecimal LEAST = BigDecimal.valueOf(100_000_000L);

    private final String title;
    private final int toMillis;

    EpochUnit(String title, int toMillis) {
        this.title = title;
        this.toMillis = toMillis;
    }

    /** Returns a title for people. */
    String title() {
        return title;
    }

    /** The time in milliseconds, rounded down. */
    BigDecimal millis(BigDecimal number) {
        return number.movePointRight(toMillis).setScale(0, RoundingMode.FLOOR);
    }

    /** Returns true if {@link #millis} is exact. */
    boolean isWholeMillis(BigDecimal number) {
        return number.movePointRight(toMillis).compareTo(millis(number)) == 0;
    }

    /** Returns true if the number is a time from 1973 to 5138 in this unit: each number has one such unit at most. */
    boolean mayCount(BigDecimal number) {
        BigDecimal seconds = number.movePointRight(toMillis - S.toMillis);
        return seconds.compareTo(LEAST) >= 0 && seconds.compareTo(LEAST.movePointRight(3)) < 0;
    }
}
