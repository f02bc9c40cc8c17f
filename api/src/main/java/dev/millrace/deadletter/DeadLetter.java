package dev.millrace.deadletter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A row that ClickHouse refused for good, or a payload that never became rows.
 *
 * @param sequence grows from each letter to the next
 * @param at when it was refused
 * @param table the name of its event table; of a payload, its place: see {@link DeadLetters#add(String, List)}
 * @param day of the row, in days since 1970-01-01, as its batch had it
 * @param code ClickHouse's error code, or {@link #OF_NO_ROW}
 * @param reason the server's message; of a payload, Millrace's
 * @param row RowBinary, the whole array; of a payload, the bytes as received; not to be changed
 */
public record DeadLetter(long sequence, Instant at, String table, int day, int code, String reason, byte[] row) {
    /** The code of payloads. */
    static final int OF_NO_ROW = 0;

    private static final char BEHIND_ORIGIN = ':';

    /** Returns true if it holds a payload and not a row. */
    public boolean isPayload() {
        return code == OF_NO_ROW;
    }

    /** Returns the kind of its origin: its table, or the first word of a payload's place. There are only a few. */
    public String origin() {
        int end = table.indexOf(BEHIND_ORIGIN);
        return end < 0 ? table : table.substring(0, end);
    }

    /** Returns an id that is the same whenever the same row is refused on the same day. */
    public DeadLetterId id() {
        return new DeadLetterId(LocalDate.ofInstant(at, ZoneOffset.UTC), RowHash.of(table, row));
    }

    /** Returns its position among the letters. */
    public DeadLetterPosition place() {
        return new DeadLetterPosition(LocalDate.ofInstant(at, ZoneOffset.UTC), sequence);
    }
}
