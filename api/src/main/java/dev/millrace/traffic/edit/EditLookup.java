package dev.millrace.traffic.edit;

import dev.millrace.clickhouse.Role;
import dev.millrace.clickhouse.Shard;
import dev.millrace.clickhouse.Statements;
import dev.millrace.traffic.table.ViewRow;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds what ClickHouse has of an id: its edit, and the views that have it. Thread-safe; blocks. */
@EachBean(Shard.class)
final class EditLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int IDS_IN_ONE_STATEMENT = 1000;

    private static final String EDITS = """
            SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), version, is_delete
            FROM millrace.traffic_edit FINAL WHERE request_id IN (${ids})
            """;

    /** Without FINAL, which would hide tombstones. */
    private static final String VIEWS = """
            SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), max(version), argMax(is_deleted, version)
            FROM millrace.traffic WHERE request_id IN (${ids}) GROUP BY request_id, user_id, created_at
            """;

    private final Statements statements;

    EditLookup(@Parameter Statements statements) {
        this.statements = statements;
    }

    /** The highest stored edit of each id that has one. The page is left out: it is empty. */
    Map<Long, ViewRow> edits(Collection<Long> ids) throws IOException, InterruptedException {
        Map<Long, ViewRow> edits = new HashMap<>();
        for (ViewRow edit : read(EDITS, ids)) {
            edits.put(edit.requestId(), edit);
        }
        return edits;
    }

    /** The highest stored version, tombstones too, of each view with one of these ids. The page is left out: it is empty. */
    List<ViewRow> views(Collection<Long> ids) throws IOException, InterruptedException {
        return read(VIEWS, ids);
    }

    private List<ViewRow> read(String query, Collection<Long> ids) throws IOException, InterruptedException {
        List<Long> left = List.copyOf(ids);
        List<ViewRow> rows = new ArrayList<>();
        for (int from = 0; from < left.size(); from += IDS_IN_ONE_STATEMENT) {
            String some = left.subList(from, Math.min(left.size(), from + IDS_IN_ONE_STATEMENT)).stream()
                    .map(Long::toUnsignedString)
                    .collect(Collectors.joining(","));
            for (String[] row : statements.rows(Role.ROLLUP, query.replace("${ids}", some), TIMEOUT)) {
                rows.add(new ViewRow(
                        Long.parseUnsignedLong(row[0]),
                        Integer.parseUnsignedInt(row[1]),
                        Long.parseLong(row[2]),
                        "",
                        Long.parseUnsignedLong(row[3]),
                        row[4].equals("1")));
            }
        }
        return rows;
    }
}
