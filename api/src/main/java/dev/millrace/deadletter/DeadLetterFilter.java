package dev.millrace.deadletter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Selects the letters that match every field which is not null.
 *
 * @param from the earliest time at which they were refused
 * @param to the time before which they were refused
 * @param table the name of their table; of payloads, their place or the kind of it
 * @param code ClickHouse's error code
 * @param reason a part of the server's message, in the same case
 */
public record DeadLetterFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String table,
        @Nullable Integer code,
        @Nullable String reason) {
    /** Picks every letter. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null);

    /** Returns true if it picks the letter. */
    public boolean matches(DeadLetter letter) {
        return (from == null || !letter.at().isBefore(from))
                && (to == null || letter.at().isBefore(to))
                && (table == null
                        || letter.table().equals(table)
                        || letter.origin().equals(table))
                && (code == null || letter.code() == code)
                && (reason == null || letter.reason().contains(reason));
    }

    /** Returns false if it certainly selects no letter of that day. */
    public boolean mayMatch(LocalDate day) {
        return (from == null || !day.isBefore(LocalDate.ofInstant(from, ZoneOffset.UTC)))
                && (to == null || !day.isAfter(LocalDate.ofInstant(to, ZoneOffset.UTC)));
    }
}
