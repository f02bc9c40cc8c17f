package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.drain.Backlog;
import dev.millrace.event.FrameRows;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds an erasure, in ClickHouse or on its way there. Thread-safe; blocks. */
@Singleton
final class ErasureLocator {
    private static final String BY_ID = """
            SELECT user_id, toUnixTimestamp64Milli(erased_to), toInt64(version), is_done,
                   raw_rows, rollup_rows, edits, dead_letters, buffer_rows
            FROM millrace.erasure FINAL WHERE id = ?
            """;

    private final PerShard<DataSource> reports;
    private final Backlog waiting;

    ErasureLocator(Shards shards, Backlog waiting) {
        this.reports = shards.each(DataSource.class);
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
    private Optional<ErasureRecord> stored(long id) throws SQLException {
        ErasureRecord together = null;
        boolean isDone = true;
        for (DataSource shard : reports.all()) {
            Optional<ErasureRecord> part = stored(shard, id);
            isDone &= part.isPresent() && part.get().isDone();
            if (part.isPresent()) {
                together = together == null ? part.get() : together.plus(part.get());
            }
        }
        return Optional.ofNullable(together).map(isDone ? ErasureRecord::done : ErasureRecord::running);
    }

    private static Optional<ErasureRecord> stored(DataSource shard, long id) throws SQLException {
        try (Connection connection = shard.getConnection();
                PreparedStatement query = connection.prepareStatement(BY_ID)) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new ErasureRecord(
                        id,
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getLong(3),
                        row.getInt(4) == 1,
                        new ErasureRecord.Counts(
                                row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9))));
            }
        }
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
