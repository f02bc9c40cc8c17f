package dev.millrace.clickhouse;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A query of a report or a look-up, and the values of its placeholders, which are written <code>${name}</code>. A text that a client sent
 * becomes hexadecimal digits, so that it is never read as SQL. ClickHouse's own parameters would go into the URL, where chproxy drops them.
 * Immutable.
 */
public final class Query {
    private final String text;

    private Query(String text) {
        this.text = text;
    }

    /** Makes a query of a constant text with placeholders. */
    public static Query of(String text) {
        return new Query(text);
    }

    /** Returns the query with a number. */
    public Query with(String name, long value) {
        return withSql(name, Long.toString(value));
    }

    /** Returns the query with a text, which may be any. */
    public Query with(String name, String value) {
        return withSql(name, quoted(value));
    }

    /** Returns the query with a piece of SQL that this program made. Placeholders in the piece can get values afterwards. */
    public Query withSql(String name, String sql) {
        return new Query(text.replace("${" + name + "}", sql));
    }

    /** Returns the query with another one as a piece of it. */
    public Query withSql(String name, Query piece) {
        return withSql(name, piece.text);
    }

    /** Writes a text as SQL: an expression of hexadecimal digits. */
    public static String quoted(String text) {
        return "unhex('%s')".formatted(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the SQL.
     *
     * @throws IllegalStateException if a placeholder has no value
     */
    public String sql() {
        int missing = text.indexOf("${");
        if (missing >= 0) {
            throw new IllegalStateException(
                    "the query has no value for %s".formatted(text.substring(missing, text.indexOf('}', missing) + 1)));
        }
        return text;
    }
}
