package dev.millrace.rollup;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rollups of one kind of event, as SQL. Besides the raw table {@code millrace.<name>}, whose partitions are days, it needs the tables
 * {@code <name>_bound}, {@code <name>_mark} and {@code <name>_taken}, and a view that writes marks: see migration 2.
 *
 * <p>Statements may use these placeholders, all of them numbers or made of numbers: <code>${hour}</code>, the start of the hour;
 * <code>${version}</code>, the version to give rows; <code>${run}</code>, whose marks are in {@code <name>_taken}.
 *
 * @param name the raw table's name in the database {@code millrace}
 * @param rowsKept how long raw rows are kept at least; older hours stay as they were last computed
 * @param markKey the columns between {@code hour} and {@code token} in the mark table
 * @param computeHour writes the rows of a whole hour, and empty rows for marked keys without raw rows
 * @param computeKnown like {@code computeHour}, and empty rows for keys that the rollup has and the raw rows do not
 * @param computeMarked writes the rows that the marks of the run name
 * @param seal marks the rows of the hour as complete
 * @param unseal undoes {@code seal}
 * @param sealedHours a query with one column: every sealed hour
 * @param unsealedHours a query with one column: every unsealed hour, whose rollup rows are not used
 * @param days the rollup of days; null if there is none
 */
public record Rollup(
        String name,
        Duration rowsKept,
        String markKey,
        List<String> computeHour,
        List<String> computeKnown,
        List<String> computeMarked,
        List<String> seal,
        List<String> unseal,
        String sealedHours,
        String unsealedHours,
        @Nullable DayRollup days) {
    /** Rows are never deleted by their age. */
    public static final Duration FOR_EVER = Duration.ofDays(200L * 365);

    /** Copies the lists. */
    public Rollup {
        computeHour = List.copyOf(computeHour);
        computeKnown = List.copyOf(computeKnown);
        computeMarked = List.copyOf(computeMarked);
        seal = List.copyOf(seal);
        unseal = List.copyOf(unseal);
    }
    /** Makes a rollup without a rollup of days. */
    public Rollup(
            String name,
            Duration rowsKept,
            String markKey,
            List<String> computeHour,
            List<String> computeKnown,
            List<String> computeMarked,
            List<String> seal,
            List<String> unseal,
            String sealedHours,
            String unsealedHours) {
        this(
                name,
                rowsKept,
                markKey,
                computeHour,
                computeKnown,
                computeMarked,
                seal,
                unseal,
                sealedHours,
                unsealedHours,
                null);
    }

    /** Returns this rollup with a rollup of days. */
    public Rollup with(DayRollup rollupOfDays) {
        return new Rollup(
                name,
                rowsKept,
                markKey,
                computeHour,
                computeKnown,
                computeMarked,
                seal,
                unseal,
                sealedHours,
                unsealedHours,
                rollupOfDays);
    }
}
