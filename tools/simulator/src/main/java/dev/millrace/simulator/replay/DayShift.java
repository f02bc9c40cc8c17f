package dev.millrace.simulator.replay;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Moves times by whole days, so that the time of day stays, in UTC. */
record DayShift(long days) {
    static final DayShift NONE = new DayShift(0);

    /** The shift that brings {@code latest} to yesterday, UTC. */
    static DayShift toYesterday(Instant latest, Clock clock) {
        LocalDate yesterday = dateOf(clock.instant()).minusDays(1);
        return new DayShift(ChronoUnit.DAYS.between(dateOf(latest), yesterday));
    }

    static LocalDate dateOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    Instant apply(Instant time) {
        return time.plus(days, ChronoUnit.DAYS);
    }

    LocalDate apply(LocalDate date) {
        return date.plusDays(days);
    }
}
