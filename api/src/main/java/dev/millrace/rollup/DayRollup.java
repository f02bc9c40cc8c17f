package dev.millrace.rollup;

/**
 * The rollup of days, computed from that of hours, as SQL; what an hour's rollup lacks, its day's does not have either. Beside the
 * placeholders of a {@link Rollup} there are <code>${day}</code>, the start of the day, and <code>${day_version}</code>, the version to
 * give rows of a day: it is taken after the rows of hours were written, and before they are read for the day.
 *
 * @param complete a query with one column, in seconds of 1970: days all of whose hours are sealed, and which are not sealed themselves
 * @param isComplete a query that says 1 if all hours of the day are sealed, else 0
 * @param compute writes the rows of a whole day, and rows that are empty for keys of which nothing is left
 * @param computeMarked writes the rows of the day that the marks of the run name
 * @param seal says that the rows of the day are complete
 * @param unseal takes that back
 */
public record DayRollup(
        String complete, String isComplete, String compute, String computeMarked, String seal, String unseal) {}
