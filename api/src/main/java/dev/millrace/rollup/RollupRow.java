package dev.millrace.rollup;

/**
 * Names the kinds of rows in a rollup table, by the values of its column {@code is_seal}. The column is in the sorting key, so rows of a
 * kind stand together; it cannot get another name.
 */
public final class RollupRow {
    /** Values of an hour. */
    public static final int HOUR = 0;

    /** The seal of an hour: its values are complete. */
    public static final int HOUR_SEAL = 1;

    /** Values of a day, at its last hour. */
    public static final int DAY = 2;

    /** The seal of a day, at its last hour. */
    public static final int DAY_SEAL = 3;

    private RollupRow() {}

    /**
     * Fills in the names of SQL: <code>${hour_row}</code>, <code>${hour_seal}</code>, <code>${day_row}</code> and
     * <code>${day_seal}</code>.
     */
    public static String named(String sql) {
        return sql.replace("${hour_row}", Integer.toString(HOUR))
                .replace("${hour_seal}", Integer.toString(HOUR_SEAL))
                .replace("${day_row}", Integer.toString(DAY))
                .replace("${day_seal}", Integer.toString(DAY_SEAL));
    }
}
