package dev.millrace.deadletter;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of a letter: letters are ordered by day, and within a day by sequence number. It does not change when other letters come and
 * go, so a reader can go on after a letter that no longer exists.
 */
public record DeadLetterPosition(LocalDate day, long sequence) implements Comparable<DeadLetterPosition> {
    private static final Pattern TEXT = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)_(\\d{1,18})");
    private static final Comparator<DeadLetterPosition> ORDER =
            Comparator.comparing(DeadLetterPosition::day).thenComparingLong(DeadLetterPosition::sequence);

    /** Parses a position; empty if the text is not one. */
    public static Optional<DeadLetterPosition> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new DeadLetterPosition(LocalDate.parse(matcher.group(1)), Long.parseLong(matcher.group(2))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(DeadLetterPosition other) {
        return ORDER.compare(this, other);
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return "%s_%s".formatted(day, sequence);
    }
}
