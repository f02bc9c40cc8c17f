package dev.millrace.traffic.edit;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.traffic.table.ViewRow;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds the rows of an id in ClickHouse: its edit, and the views that have it. Thread-safe; blocks. */
@EachBean(Shard.class)
final class EditLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int IDS_IN_ONE_STATEMENT = 1000;

    private static final String EDITS = """
            SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), version, is_delete, hex(page_url)
            FROM millrace.traffic_edit FINAL WHERE request_id IN (${ids})
            """;

    /** Without FINAL, which would hide tombstones, and replaced versions that are not merged yet. */
    private static final String VIEWS = """
            SELECT request_id, user_id, toUnixTimestamp64Milli(created_at), max(version), argMax(is_deleted, version),
                   min(bitAnd(version, 0x7FFFFFFFFFFFFFFF))
            FROM millrace.traffic WHERE request_id IN (${ids}) GROUP BY request_id, user_id, created_at
            """;

    private final Statements statements;

    EditLookup(@Parameter Statements statements) {
        this.statements = statements;
    }

    /** Finds the highest stored edit of each id that has one. */
    Map<Long, ViewRow> edits(Collection<Long> ids) throws IOException, InterruptedException {
        Map<Long, ViewRow> edits = new HashMap<>();
        read(EDITS, ids, columns -> {
            ViewRow edit = row(columns, new String(HexFormat.of().parseHex(columns[5]), StandardCharsets.UTF_8));
            edits.put(edit.requestId(), edit);
        });
        return edits;
    }

    /** Finds the stored views with one of these ids, tombstones too. The pages are not read: they stay empty. */
    Map<Long, List<StoredView>> views(Collection<Long> ids) throws IOException, InterruptedException {
        Map<Long, List<StoredView>> views = new HashMap<>();
        read(VIEWS, ids, columns -> {
            StoredView view = new StoredView(row(columns, ""), Long.parseUnsignedLong(columns[5]));
            views.computeIfAbsent(view.row().requestId(), _ -> new ArrayList<>())
                    .add(view);
        });
        return views;
    }

    private void read(String query, Collection<Long> ids, Consumer<String[]> found)
            throws IOException, InterruptedException {
        List<Long> left = List.copyOf(ids);
        for (int from = 0; from < left.size(); from += IDS_IN_ONE_STATEMENT) {
            String some = left.subList(from, Math.min(left.size(), from + IDS_IN_ONE_STATEMENT)).stream()
                    .map(Long::toUnsignedString)
                    .collect(Collectors.joining(","));
            statements.rows(Role.ROLLUP, query.replace("${ids}", some), TIMEOUT).forEach(found);
        }
    }

    private static ViewRow row(String[] columns, String page) {
        return new ViewRow(
                Long.parseUnsignedLong(columns[0]),
                Integer.parseUnsignedInt(columns[1]),
                Long.parseLong(columns[2]),
                page,
                Long.parseUnsignedLong(columns[3]),
                columns[4].equals("1"));
    }
}
