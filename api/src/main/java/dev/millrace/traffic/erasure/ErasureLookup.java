package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.PerShard;
import dev.millrace.clickhouse.Shards;
import dev.millrace.drain.WaitingRows;
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

/** Finds an erasure, wherever it is on its way. Thread-safe; blocks. */
@Singleton
final class ErasureLookup {
    private static final String BY_ID = """
            SELECT user_id, toUnixTimestamp64Milli(erased_to), toInt64(version), is_done,
                   raw_rows, rollup_rows, edits, dead_letters, buffer_rows
            FROM millrace.erasure FINAL WHERE id = ?
            """;

    private final PerShard<DataSource> reports;
    private final WaitingRows waiting;

    ErasureLookup(Shards shards, WaitingRows waiting) {
        this.reports = shards.each(DataSource.class);
        this.waiting = waiting;
    }

    /** In ClickHouse, or else on its way there. */
    Optional<Erasure> find(long id) throws SQLException, IOException, InterruptedException {
        Optional<Erasure> stored = stored(id);
        if (stored.isPresent()) {
            return stored;
        }
        Erasure pending = pending(id);
        // One that left the buffer meanwhile is stored.
        return pending == null ? stored(id) : Optional.of(pending);
    }

    /** Done when it is done in every shard. */
    private Optional<Erasure> stored(long id) throws SQLException {
        Erasure together = null;
        boolean isDone = true;
        for (DataSource shard : reports.all()) {
            Optional<Erasure> part = stored(shard, id);
            isDone &= part.isPresent() && part.get().isDone();
            if (part.isPresent()) {
                together = together == null ? part.get() : together.plus(part.get());
            }
        }
        return Optional.ofNullable(together).map(isDone ? Erasure::done : Erasure::running);
    }

    private static Optional<Erasure> stored(DataSource shard, long id) throws SQLException {
        try (Connection connection = shard.getConnection();
                PreparedStatement query = connection.prepareStatement(BY_ID)) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Erasure(
                        id,
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getLong(3),
                        row.getInt(4) == 1,
                        new Erasure.Counts(
                                row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9))));
            }
        }
    }

    private @Nullable Erasure pending(long id) throws IOException, InterruptedException {
        AtomicReference<@Nullable Erasure> found = new AtomicReference<>();
        waiting.visit(frame -> {
            if (frame.table() == ErasureTable.ERASURES.id()) {
                FrameRows.forEach(frame, rows -> {
                    ErasureRow row = ErasureRow.read(rows);
                    if (row.id() == id) {
                        found.set(new Erasure(
                                id,
                                row.userId(),
                                Instant.ofEpochMilli(row.erasedTo()),
                                row.version(),
                                false,
                                new Erasure.Counts(0, 0, 0, 0, 0)));
                    }
                });
            }
            return found.get() == null;
        });
        return found.get();
    }
}
