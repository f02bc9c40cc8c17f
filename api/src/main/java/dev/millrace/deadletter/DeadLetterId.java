package dev.millrace.deadletter;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a dead letter: {@code 2026-01-31-} and 32 hexadecimal digits. A row that is refused again on another day is another letter.
 *
 * @param day in UTC, on which the row was refused
 */
public record DeadLetterId(LocalDate day, RowHash row) {
    private static final Pattern TEXT = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)-([0-9a-f]{32})");

    /** Parses an id; empty if the text is not one. */
    public static Optional<DeadLetterId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeadLetterId(LocalDate.parse(matcher.group(1)), RowHash.parse(matcher.group(2))));
        } catch (DateTimeException e) {
            return Optional.empty(); // a 30th of February
        }
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return "%s-%s".formatted(day, row);
    }
}
