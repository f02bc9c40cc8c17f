package dev.millrace.clickhouse.table;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time for which a table keeps its rows. It comes from a setting, so it is not in a migration. {@code Schema} brings tables in line
 * with it.
 *
 * @param table its name in the database {@code millrace}
 * @param column the column that says how old a row is
 * @param kept the time, in whole seconds; null to keep rows without end
 */
public record TableTtl(
        String table, String column, @Nullable Duration kept) {
    private static final Pattern TTL = Pattern.compile("\\bTTL (.*?)(?: SETTINGS .*)?", Pattern.DOTALL);

    /**
     * Returns the statement that changes the TTL, given what {@code system.tables} says of the engine; empty if the TTL is right already.
     */
    public String change(String engineFull) {
        Matcher matcher = TTL.matcher(engineFull
                .substring(Math.max(0, engineFull.lastIndexOf(" TTL ")))
                .strip());
        String current = matcher.matches() ? matcher.group(1) : "";
        if (current.equals(expression())) {
            return "";
        }
        if (kept == null) {
            return "ALTER TABLE millrace.%s REMOVE TTL".formatted(table);
        }
        // The ages of parts that are there are computed in the background. Otherwise all rows would be written again,
        // and the node and
        // erasures would wait for it.
        return ("ALTER TABLE millrace.%s (MODIFY SETTING materialize_ttl_recalculate_only = 1), (MODIFY TTL %s)"
                        + " SETTINGS alter_sync = 0, mutations_sync = 0")
                .formatted(table, expression());
    }

    /** Returns the TTL expression as ClickHouse writes it. */
    private String expression() {
        return kept == null ? "" : "toDateTime(%s) + toIntervalSecond(%s)".formatted(column, kept.toSeconds());
    }
}
