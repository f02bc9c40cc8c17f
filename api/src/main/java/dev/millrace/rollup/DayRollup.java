package dev.millrace.rollup;

/**
 * The rollup of days, computed from that of hours, as SQL; rows that the rollup of an hour lacks are missing in that of its day, too.
 * Besides the placeholders of a {@link Rollup} there are <code>${day}</code>, the start of the day, and <code>${day_version}</code>, the
 * version to give rows of a day: it is taken after the rows of hours were written, and before they are read for the day.
 *
 * @param complete a query with one column, in seconds since 1970: the days whose hours are all sealed and which are not sealed themselves
 * @param isComplete a query that says 1 if all hours of the day are sealed, else 0
 * @param compute writes the rows of a whole day, and empty rows for keys without readings
 * @param computeMarked writes the rows of the day that the marks of the run name
 * @param seal marks the rows of the day as complete
 * @param unseal undoes {@code seal}
 */
public record DayRollup(
        String complete, String isComplete, String compute, String computeMarked, String seal, String unseal) {}
