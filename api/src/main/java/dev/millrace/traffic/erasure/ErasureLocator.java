package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.Query;
import dev.millrace.clickhouse.ReportQueries;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.drain.Backlog;
import dev.millrace.event.FrameRows;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds an erasure, in ClickHouse or on its way there. Thread-safe; blocks. */
@Singleton
final class ErasureLocator {
    private static final String BY_ID = """
            SELECT user_id, toUnixTimestamp64Milli(erased_to), toInt64(version), is_done,
                   raw_rows, rollup_rows, edits, dead_letters, buffer_rows
            FROM millrace.erasure FINAL WHERE id = ${id}
            """;

    private final PerShard<ReportQueries> reports;
    private final Backlog waiting;

    ErasureLocator(Shards shards, Backlog waiting) {
        this.reports = shards.each(ReportQueries.class);
        this.waiting = waiting;
    }

    /** Finds an erasure in ClickHouse, or else on its way there. */
    Optional<ErasureRecord> find(long id) throws SQLException, IOException, InterruptedException {
        Optional<ErasureRecord> stored = stored(id);
        if (stored.isPresent()) {
            return stored;
        }
        ErasureRecord pending = pending(id);
        // An erasure that left the buffer in between is stored.
        return pending == null ? stored(id) : Optional.of(pending);
    }

    /** Done when it is done in every shard. */
    private Optional<ErasureRecord> stored(long id) throws SQLException, IOException {
        ErasureRecord together = null;
        boolean isDone = true;
        for (ReportQueries shard : reports.all()) {
            Optional<ErasureRecord> part = stored(shard, id);
            isDone &= part.isPresent() && part.get().isDone();
            if (part.isPresent()) {
                together = together == null ? part.get() : together.plus(part.get());
            }
        }
        return Optional.ofNullable(together).map(isDone ? ErasureRecord::done : ErasureRecord::running);
    }

    private static Optional<ErasureRecord> stored(ReportQueries shard, long id) throws SQLException, IOException {
        AtomicReference<@Nullable ErasureRecord> found = new AtomicReference<>();
        shard.read(
                Query.of(BY_ID).with("id", id),
                row -> found.set(new ErasureRecord(
                        id,
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getLong(3),
                        row.getInt(4) == 1,
                        new ErasureRecord.Counts(
                                row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9)))));
        return Optional.ofNullable(found.get());
    }

    private @Nullable ErasureRecord pending(long id) throws IOException, InterruptedException {
        AtomicReference<@Nullable ErasureRecord> found = new AtomicReference<>();
        waiting.visit(frame -> {
            if (frame.table() == ErasureTable.ERASURES.id()) {
                FrameRows.forEach(frame, rows -> {
                    ErasureRow row = ErasureRow.read(rows);
                    if (row.id() == id) {
                        found.set(new ErasureRecord(
                                id,
                                row.userId(),
                                Instant.ofEpochMilli(row.erasedTo()),
                                row.version(),
                                false,
                                new ErasureRecord.Counts(0, 0, 0, 0, 0)));
                    }
                });
            }
            return found.get() == null;
        });
        return found.get();
    }
}
