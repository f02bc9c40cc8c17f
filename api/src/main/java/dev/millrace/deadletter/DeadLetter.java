package dev.millrace.deadletter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A row that ClickHouse refused for good.
 *
 * @param sequence grows from each letter to the next
 * @param at when it was refused
 * @param table the name of its event table
 * @param day of the row, in days since 1970-01-01, as its batch had it
 * @param code ClickHouse's error code
 * @param reason the server's words
 * @param row RowBinary, the whole array; not to be changed
 */
public record DeadLetter(long sequence, Instant at, String table, int day, int code, String reason, byte[] row) {
    /** The same for the same row on the same day, however often it is written. */
    public DeadLetterId id() {
        return new DeadLetterId(LocalDate.ofInstant(at, ZoneOffset.UTC), RowHash.of(table, row));
    }

    /** Where it stands among the others. */
    public DeadLetterPlace place() {
        return new DeadLetterPlace(LocalDate.ofInstant(at, ZoneOffset.UTC), sequence);
    }
}
