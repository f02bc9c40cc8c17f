package dev.millrace.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON layout of a report's rows; all reports have the same layout in CSV.
 *
 * @param kind the structure around the rows
 * @param name of the list of rows, if it has one
 * @param columns of each row, in their order
 */
public record JsonLayout(Kind kind, @Nullable String name, List<String> columns) {
    /** The JSON structure that holds the rows. */
    enum Kind {
        /** An object with the rows and the next page: <code>{"name":[{row},...],"next":"page"}</code>. */
        PAGE,
        /** <code>[{row},...]</code>. */
        LIST,
        /** An object with a member for each row: <code>{"first column":second column,...}</code>. */
        MAP
    }

    /** Makes the layout with the rows under a name, and the position of the next page. */
    public static JsonLayout page(String name, List<String> columns) {
        return new JsonLayout(Kind.PAGE, name, columns);
    }

    /** Rows alone. */
    public static JsonLayout list(String... columns) {
        return new JsonLayout(Kind.LIST, null, List.of(columns));
    }

    /** Makes the layout with a member for each row: its first column, a text, is the name, and its second the value. */
    public static JsonLayout map(String name, String value) {
        return new JsonLayout(Kind.MAP, null, List.of(name, value));
    }
}
