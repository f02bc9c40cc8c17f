package dev.millrace.archive;

import dev.millrace.intake.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The verdict on an event, as a word. */
public enum ArchivedVerdict {
    ACCEPTED,
    FILTERED,
    REJECTED;

    /** The word for a verdict. */
    public static ArchivedVerdict of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _ -> ACCEPTED;
            case Verdict.Filtered _ -> FILTERED;
            case Verdict.Rejected _ -> REJECTED;
        };
    }

    /** Returns the reason in one sentence; empty for an accepted event. */
    public static String reason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _ -> "";
            case Verdict.Filtered filtered -> filtered.reason();
            case Verdict.Rejected rejected -> "%s %s".formatted(rejected.field(), rejected.reason());
        };
    }

    /** Returns the value of the column {@code verdict}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the verdict with that {@link #wireName}, if there is one. */
    public static Optional<ArchivedVerdict> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(verdict -> verdict.wireName().equals(name))
                .findFirst();
    }
}
