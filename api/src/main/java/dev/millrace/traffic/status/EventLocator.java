package dev.millrace.traffic.status;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.drain.Backlog;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds the page views with one id. It searches the buffer first and the tables afterwards, in the direction in which rows move.
 * Thread-safe; blocks. It reads the whole backlog, so it is slow while ClickHouse is away and the backlog is large.
 */
@Singleton
final class EventLocator {
    /** Without FINAL, which would hide tombstones. */
    private static final String VIEWS = """
            SELECT user_id, toUnixTimestamp64Milli(created_at) AS millis, argMax(page_url, version), argMax(is_deleted, version)
            FROM millrace.traffic WHERE request_id = ${id} GROUP BY user_id, created_at ORDER BY millis, user_id
            """;

    private static final String WAS_DELETED =
            "SELECT count() FROM millrace.traffic_edit FINAL WHERE request_id = ${id} AND is_delete = 1";

    private final Backlog waiting;
    private final DeadLetters deadLetters;
    private final PerShard<ReportQueries> reports;

    EventLocator(Backlog waiting, DeadLetters deadLetters, Shards shards) {
        this.waiting = waiting;
        this.deadLetters = deadLetters;
        this.reports = shards.each(ReportQueries.class);
    }

    ViewStatus of(long requestId) throws IOException, SQLException, InterruptedException {
        if (isPending(requestId)) {
            return status(requestId, ViewStatus.State.PENDING, List.of());
        }
        List<ViewStatus.StoredView> live = new ArrayList<>();
        boolean isDeleted = false;
        for (ReportQueries shard : reports.all()) {
            boolean hasTombstone = readViews(shard, requestId, live);
            isDeleted |= hasTombstone || wasDeleted(shard, requestId);
        }
        if (!live.isEmpty()) {
            return status(requestId, ViewStatus.State.STORED, live);
        }
        if (isDeadLettered(requestId)) {
            return status(requestId, ViewStatus.State.DEAD_LETTERED, live);
        }
        return status(requestId, isDeleted ? ViewStatus.State.DELETED : ViewStatus.State.UNKNOWN, live);
    }

    private static ViewStatus status(long requestId, ViewStatus.State state, List<ViewStatus.StoredView> events) {
        return new ViewStatus(Long.toUnsignedString(requestId), state, events);
    }

    private boolean isPending(long requestId) throws IOException, InterruptedException {
        boolean[] found = {false};
        waiting.visit(frame -> {
            found[0] = holds(frame, requestId);
            return !found[0];
        });
        return found[0];
    }

    private static boolean holds(Frame frame, long requestId) {
        if (frame.table() != TrafficTable.VIEWS.id() && frame.table() != TrafficTable.EDITS.id()) {
            return false;
        }
        ByteBuffer rows = frame.rows().duplicate();
        while (rows.hasRemaining()) {
            if (ViewRow.requestIdAt(rows) == requestId) {
                return true;
            }
            TrafficTable.VIEWS.skipRow(rows);
        }
        return false;
    }

    /** Returns true if there is a tombstone. */
    private static boolean readViews(ReportQueries shard, long requestId, List<ViewStatus.StoredView> live)
            throws SQLException, IOException {
        AtomicBoolean hasTombstone = new AtomicBoolean();
        shard.read(withId(VIEWS, requestId), row -> {
            if (row.getInt(4) == 1) {
                hasTombstone.set(true);
            } else {
                live.add(new ViewStatus.StoredView(
                        row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), row.getString(3)));
            }
        });
        return hasTombstone.get();
    }

    private static boolean wasDeleted(ReportQueries shard, long requestId) throws SQLException, IOException {
        AtomicBoolean wasDeleted = new AtomicBoolean();
        shard.read(withId(WAS_DELETED, requestId), row -> wasDeleted.set(row.getLong(1) > 0));
        return wasDeleted.get();
    }

    private static Query withId(String query, long requestId) {
        return Query.of(query).withSql("id", Long.toUnsignedString(requestId));
    }

    private boolean isDeadLettered(long requestId) throws IOException {
        boolean[] found = {false};
        deadLetters.visit(letter -> {
            found[0] = (letter.table().equals(TrafficTable.VIEWS.name())
                            || letter.table().equals(TrafficTable.EDITS.name()))
                    && ViewRow.requestIdAt(ByteBuffer.wrap(letter.row())) == requestId;
            return !found[0];
        });
        return found[0];
    }
}
