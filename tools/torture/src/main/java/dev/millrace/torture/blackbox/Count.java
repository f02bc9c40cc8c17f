package dev.millrace.torture.blackbox;

/**
 * A line of a report.
 *
 * @param users -1 if the report does not say
 */
record Count(long views, long users) {
    /** A line that is not there. */
    static final Count NONE = new Count(0, 0);
}
