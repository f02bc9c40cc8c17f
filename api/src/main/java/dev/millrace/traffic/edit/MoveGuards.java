package dev.millrace.traffic.edit;

import dev.millrace.clickhouse.Statements;
import dev.millrace.clickhouse.shard.Role;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.intake.IntakeConfig;
import dev.millrace.traffic.table.ViewRow;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Guards the hours between which an edit moves a view, from before the moved row is stored until its ordinary marks are. ClickHouse shows a
 * row before the marks that the materialized view makes of it: a report would take the old hour from its rollup and the new one from raw
 * rows. A guard is a row of {@code traffic_mark} that rollups neither take nor clear; reports treat it like a mark. For one thread, the
 * drain's; blocks.
 */
@EachBean(Shard.class)
final class MoveGuards {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long SECONDS_PER_HOUR = 3600;

    /** Values of the column {@code step}; ordinary marks have 0, and 1 when they are cleared. */
    private static final int HELD = 2;

    private static final int RELEASED = 3;

    /** The low bits of a token identify the process that holds the guard. */
    private static final int NODE_BITS = 8;

    private static final String WRITE =
            "INSERT INTO millrace.traffic_mark (hour, user_id, token, step, is_cleared) VALUES ";

    /** Guards in one statement, which keeps it below the server's limit for the length of a query. */
    private static final int IN_ONE_STATEMENT = 2000;

    private record Guard(long hour, long userId, long token) {}

    private final Statements statements;
    private final int node;
    private final List<Guard> held = new ArrayList<>();
    private boolean loaded;

    MoveGuards(@Parameter Statements statements, IntakeConfig config) {
        this.statements = statements;
        this.node = config.node();
    }

    /**
     * Finds the guards of a process that ended before it released them. They are released after the next chunk, which is the one that the
     * process left.
     */
    void load() throws IOException, InterruptedException {
        if (!loaded) {
            String leftBehind = """
                    SELECT toUnixTimestamp(hour), user_id, token FROM millrace.traffic_mark FINAL
                    WHERE step = %s AND bitAnd(token, 255) = %s
                    """.formatted(HELD, node);
            for (String[] row : statements.rows(Role.ROLLUP, leftBehind, TIMEOUT)) {
                held.add(new Guard(Long.parseLong(row[0]), Long.parseLong(row[1]), Long.parseUnsignedLong(row[2])));
            }
            loaded = true;
        }
    }

    /**
     * Guards the hours of the rows of an edited id, if they move a view to another hour.
     *
     * @param settled the rows of each id that are about to be stored
     */
    void hold(Collection<List<ViewRow>> settled) throws IOException, InterruptedException {
        List<Guard> guards = new ArrayList<>();
        for (List<ViewRow> rows : settled) {
            if (isMove(rows)) {
                rows.forEach(row -> guards.add(guardOf(row)));
            }
        }
        write(guards, HELD, 0);
        held.addAll(guards);
    }

    /**
     * Releases the guards, so that reports use the rollups of the hours again. To be called when all guarded rows are stored, with their
     * marks.
     */
    void release() throws IOException, InterruptedException {
        write(held, RELEASED, 1);
        held.clear();
    }

    private static boolean isMove(List<ViewRow> rows) {
        Set<Long> hours = new HashSet<>();
        rows.forEach(row -> hours.add(Math.floorDiv(row.createdAt(), MILLIS_PER_HOUR)));
        return hours.size() > 1 && rows.stream().anyMatch(row -> !row.isDeleted());
    }

    private Guard guardOf(ViewRow row) {
        long token = ThreadLocalRandom.current().nextLong() << NODE_BITS | node;
        return new Guard(
                Math.floorDiv(row.createdAt(), MILLIS_PER_HOUR) * SECONDS_PER_HOUR,
                Integer.toUnsignedLong(row.userId()),
                token);
    }

    /** Writes guards. Those of one id are next to each other, and so in one statement unless there are thousands. */
    private void write(List<Guard> guards, int step, int isCleared) throws IOException, InterruptedException {
        for (int from = 0; from < guards.size(); from += IN_ONE_STATEMENT) {
            String rows = guards.subList(from, Math.min(guards.size(), from + IN_ONE_STATEMENT)).stream()
                    .map(guard -> "(%s,%s,%s,%s,%s)"
                            .formatted(
                                    guard.hour(),
                                    guard.userId(),
                                    Long.toUnsignedString(guard.token()),
                                    step,
                                    isCleared))
                    .collect(Collectors.joining(","));
            statements.execute(Role.ROLLUP, WRITE + rows, TIMEOUT);
        }
    }
}
