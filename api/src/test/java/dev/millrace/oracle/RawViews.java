package dev.millrace.oracle;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Reads raw page views in another way than reports do: no rollup, no FINAL, no key. */
final class RawViews {
    private static final String LIVE = """
            SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), argMax(page_url, version)
            FROM millrace.traffic GROUP BY request_id, user_id, created_at HAVING argMax(is_deleted, version) = 0
            """;

    private static final String KNOWN =
            "SELECT DISTINCT request_id, user_id, toUnixTimestamp64Milli(created_at), '-' FROM millrace.traffic";

    private RawViews() {}

    /** The pages of all views that are not deleted. */
    static Map<Model.Key, String> live(Databases databases) throws IOException, InterruptedException {
        return read(databases, LIVE);
    }

    /** All that are stored, deleted ones too. */
    static Map<Model.Key, String> known(Databases databases) throws IOException, InterruptedException {
        return read(databases, KNOWN);
    }

    private static Map<Model.Key, String> read(Databases databases, String query)
            throws IOException, InterruptedException {
        Map<Model.Key, String> views = new HashMap<>();
        for (String line : databases.lines(query)) {
            String[] columns = line.split("\t", -1);
            Model.Key key = new Model.Key(
                    Long.parseLong(columns[0]),
                    Long.parseLong(columns[1]),
                    Instant.ofEpochMilli(Long.parseLong(columns[2])));
            views.put(key, columns[3]);
        }
        return views;
    }
}
