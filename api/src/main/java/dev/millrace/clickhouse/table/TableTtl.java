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
     * Computes the ages of parts that are there in the background, instead of rewriting their rows while the node is not ready and erasures
     * wait.
     */
    private static final String MODIFY = "MODIFY SETTING materialize_ttl_recalculate_only = 1, MODIFY TTL %s"
            + " SETTINGS alter_sync = 0, mutations_sync = 0";

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
        return "ALTER TABLE millrace.%s %s"
                .formatted(table, kept == null ? "REMOVE TTL" : MODIFY.formatted(expression()));
    }

    /** Returns the TTL expression as ClickHouse writes it. */
    private String expression() {
        return kept == null ? "" : "toDateTime(%s) + toIntervalSecond(%s)".formatted(column, kept.toSeconds());
    }
}
