package dev.millrace.simulator.sensor.csv;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a time counts that is a number since 1970. The names are what an option takes. */
enum EpochUnit {
    S("seconds", 3),
    MS("milliseconds", 0),
    US("microseconds", -3),
    NS("nanoseconds", -6);

    /** In seconds, the spring of 1973: what is less might as well count milliseconds, or rows. */
    private static final BigDecimal LEAST = BigDecimal.valueOf(100_000_000L);

    private final String title;
    private final int toMillis;

    EpochUnit(String title, int toMillis) {
        this.title = title;
        this.toMillis = toMillis;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** The time in milliseconds, rounded down. */
    BigDecimal millis(BigDecimal number) {
        return number.movePointRight(toMillis).setScale(0, RoundingMode.FLOOR);
    }

    /** Whether nothing is lost in {@link #millis}. */
    boolean isWholeMillis(BigDecimal number) {
        return number.movePointRight(toMillis).compareTo(millis(number)) == 0;
    }

    /** Whether the number counts this if it is a time from 1973 to 5138: each number counts one unit at most. */
    boolean mayCount(BigDecimal number) {
        BigDecimal seconds = number.movePointRight(toMillis - S.toMillis);
        return seconds.compareTo(LEAST) >= 0 && seconds.compareTo(LEAST.movePointRight(3)) < 0;
    }
}
