package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.RollupRow;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reads and writes the records of erasures in ClickHouse, and counts the rows that are left of those persons. Thread-safe; blocks. */
@EachBean(Shard.class)
final class ErasureStore {
    /** Most erasures that share one pass over the tables. */
    private static final int AT_ONCE = 100;

    /** The time after the end of an erasure in which a delayed insert may bring rows back: longer than an insert or a rollup may run. */
    private static final Duration LATELY = Duration.ofMinutes(15);

    private static final String SELECT = """
            SELECT id, user_id, toUnixTimestamp64Milli(erased_to), version, is_done,
                   raw_rows, rollup_rows, edits, dead_letters, buffer_rows
            FROM millrace.erasure FINAL WHERE ${condition} ORDER BY erased_to, id LIMIT ${limit}
            """;

    private static final String LEFTOVERS = RollupRow.named("""
            SELECT
                (SELECT count() FROM millrace.traffic WHERE ${views})
              + (SELECT count() FROM millrace.traffic_edit WHERE ${edits})
              + (SELECT count() FROM millrace.archive WHERE ${archive})
              + (SELECT count() FROM millrace.traffic_hour WHERE ${users} AND is_seal = ${hour_row} AND (hour < ${hour} OR is_empty = 1))
              + (SELECT count() FROM millrace.traffic_taken WHERE ${users} AND hour < ${hour})
              + (SELECT count() FROM millrace.traffic_mark WHERE ${users} AND hour < ${hour})
            """);

    private final ErasureStatements statements;

    ErasureStore(@Parameter ErasureStatements statements) {
        this.statements = statements;
    }

    /** Returns some erasures that are not done, the oldest first. */
    List<ErasureRecord> running() throws IOException, InterruptedException {
        return select("is_done = 0");
    }

    /** Returns the erasures that were done a short time ago. */
    List<ErasureRecord> lately() throws IOException, InterruptedException {
        return select("is_done = 1 AND done_at > now64(3) - INTERVAL %s SECOND".formatted(LATELY.toSeconds()));
    }

    private List<ErasureRecord> select(String condition) throws IOException, InterruptedException {
        String query = SELECT.replace("${condition}", condition).replace("${limit}", Integer.toString(AT_ONCE));
        return statements.rows(query).stream().map(ErasureStore::read).toList();
    }

    private static ErasureRecord read(String[] row) {
        return new ErasureRecord(
                Long.parseLong(row[0]),
                Long.parseLong(row[1]),
                Instant.ofEpochMilli(Long.parseLong(row[2])),
                Long.parseUnsignedLong(row[3]),
                row[4].equals("1"),
                new ErasureRecord.Counts(
                        Long.parseLong(row[5]),
                        Long.parseLong(row[6]),
                        Long.parseLong(row[7]),
                        Long.parseLong(row[8]),
                        Long.parseLong(row[9])));
    }

    /** Adds the rows that there are of the person now to those that were found before. */
    ErasureRecord counted(ErasureRecord erasure) throws IOException, InterruptedException {
        ErasureConditions rows = new ErasureConditions(List.of(erasure));
        String[] found = statements.rows(rows.fill("""
                        SELECT (SELECT count() FROM millrace.traffic WHERE ${views}),
                               (SELECT count() FROM millrace.traffic_hour WHERE ${rollups} AND is_empty = 0),
                               (SELECT count() FROM millrace.traffic_edit WHERE ${edits})
                        """)).getFirst();
        return erasure.withCounts(
                erasure.counts().max(Long.parseLong(found[0]), Long.parseLong(found[1]), Long.parseLong(found[2])));
    }

    /** Counts the rows that must not exist when the erasure is done. */
    long leftovers(ErasureRecord erasure) throws IOException, InterruptedException {
        return statements.number(new ErasureConditions(List.of(erasure))
                .fill(LEFTOVERS)
                .replace("${users}", "user_id = %s".formatted(erasure.userId()))
                .replace("${hour}", ErasureConditions.lastHour(erasure)));
    }

    void begin(ErasureRecord erasure) throws IOException, InterruptedException {
        insert(erasure, ErasureRecord.BEGUN, false);
    }

    void end(ErasureRecord erasure) throws IOException, InterruptedException {
        insert(erasure, ErasureRecord.ENDED, true);
    }

    private void insert(ErasureRecord erasure, long step, boolean isDone) throws IOException, InterruptedException {
        ErasureRecord.Counts counts = erasure.counts();
        statements.execute("""
            INSERT INTO millrace.erasure
                (id, user_id, erased_to, version, is_done, raw_rows, rollup_rows, edits, dead_letters, buffer_rows, done_at)
            VALUES (%s, %s, fromUnixTimestamp64Milli(%s, 'UTC'), %s, %s, %s, %s, %s, %s, %s, %s)
            """.formatted(
                        erasure.id(),
                        erasure.userId(),
                        erasure.erasedTo().toEpochMilli(),
                        Long.toUnsignedString(erasure.version() + step),
                        isDone ? 1 : 0,
                        counts.rawRows(),
                        counts.rollupRows(),
                        counts.edits(),
                        counts.deadLetters(),
                        counts.bufferRows(),
                        isDone ? "now64(3)" : "0"));
    }
}
