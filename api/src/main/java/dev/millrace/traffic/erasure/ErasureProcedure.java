package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.rollup.RollupRow;
import dev.millrace.rollup.RollupScheduler;
import dev.millrace.rollup.RollupVersions;
import dev.millrace.traffic.table.TrafficTable;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Removes persons from every table. Every step is idempotent, may be done by two nodes at once, and may be interrupted: the next run
 * finishes it. For one thread; blocks.
 *
 * <p>First, each hour that may be sealed is marked, so that reports count its remaining raw rows, and so that a crash forgets no hour; then
 * the raw rows are deleted. Deleting leaves no marks, and a run that still saw the rows may have cleared the first marks. So when all
 * statements that may have seen the rows have ended, a version is taken and the hours are marked again. A run that takes those marks reads
 * afterwards and has a higher version. Rollup rows with a lower version were replaced, and can be deleted without changing a report. The
 * marks are deleted last, because they name the hours.
 */
@EachBean(Shard.class)
final class ErasureProcedure {
    /** The longest time of a report: its two statements before the guards are read may take 20 s each. */
    private static final Duration LONGEST_REPORT = Duration.ofMinutes(1);

    private static final Duration ROLLUP_PATIENCE = Duration.ofMinutes(30);
    private static final long POLL_MILLIS = 100;
    private static final int POLLS_FOR_A_WAKE = 20;

    /** Most numbers in a statement, which is a part of a URL, whose length is bounded. */
    private static final int NUMBERS_IN_ONE_STATEMENT = 5000;

    private static final int MOST_ROUNDS = 100;

    private static final String MARK = """
            INSERT INTO millrace.traffic_mark (hour, user_id, token)
            SELECT hour, user_id, rand64() FROM
            (
                SELECT DISTINCT toStartOfHour(created_at) AS hour, user_id FROM millrace.traffic
                WHERE ${views} AND hour >= ${oldest} AND hour < (SELECT max(mark_before) FROM millrace.traffic_bound)
            )
            """;

    private static final String MARK_AGAIN = """
            INSERT INTO millrace.traffic_mark (hour, user_id, token)
            SELECT hour, user_id, rand64() FROM
            (
                SELECT hour, user_id FROM millrace.traffic_mark WHERE ${hours} AND hour >= ${oldest}
                UNION DISTINCT
                SELECT hour, user_id FROM millrace.traffic_hour WHERE ${rollups} AND hour >= ${oldest}
            )
            """;

    /**
     * Hours that were never sealed are counted from raw rows, and sealed from them, so they need no recomputation. The procedure waits for
     * an hour that is unsealed because of a rebuild: a report that has planned to read the site's row of it would not find that row if it
     * were deleted.
     */
    private static final String STILL_MARKED = RollupRow.named("""
            SELECT count() FROM millrace.traffic_mark FINAL
            WHERE ${hours} AND hour >= ${oldest} AND step < 2
              AND ((hour IN (SELECT hour FROM millrace.traffic_hour FINAL WHERE is_seal = ${hour_seal})
                    AND hour IN (SELECT hour FROM millrace.traffic_site_hour FINAL))
                OR (hour IN (SELECT hour FROM millrace.traffic_hour WHERE is_seal = ${hour_seal} AND is_empty = 1)
                    AND toDate(hour) IN (SELECT toDate(partition) FROM system.parts
                                         WHERE active AND database = 'millrace' AND table = 'traffic')))
            """);

    /**
     * Guards that are too young to be deleted. A report looks for guards after it has read its rows: deleting one before that would hide
     * that a view has moved.
     */
    private static final String LATE_GUARDS = """
            SELECT count() FROM millrace.traffic_mark WHERE ${hours} AND step >= 2 AND at > now() - ${seconds}
            """.replace("${seconds}", Long.toString(LONGEST_REPORT.toSeconds()));

    private static final String MARKED_HOURS = """
            SELECT DISTINCT toUnixTimestamp(hour) FROM millrace.traffic_mark WHERE ${hours} AND hour >= ${oldest}
            """;

    /**
     * Marks in the last hour that are not of views from after the erasure: they are cleared, or there are no such views. Those views are
     * counted after the marks are read, and a view is stored before its mark. A guard is stored before its view, so a guard that is not
     * cleared stays.
     */
    private static final String TOKENS_OF_LAST_HOUR = """
            SELECT token FROM millrace.traffic_mark WHERE user_id = ${user} AND hour = ${hour}
            GROUP BY token HAVING max(is_cleared) = 1 OR (${all} AND max(step) < 2)
            LIMIT %s
            """.formatted(NUMBERS_IN_ONE_STATEMENT);

    private static final String VIEWS_OF_LAST_HOUR = """
            SELECT count() FROM millrace.traffic WHERE user_id = ${user} AND toStartOfHour(created_at) = ${hour}
            """;

    /** Turns edits into deletions: an edit also keeps views of other users with its id replaced, and the deletion does only that. */
    private static final String UPDATE_TO_DELETE =
            "UPDATE user_id = 0, created_at = fromUnixTimestamp64Milli(0, 'UTC'), page_url = '', is_delete = 1";

    private final ErasureStatements statements;
    private final ErasureStore erasures;
    private final RollupVersions versions;
    private final RollupScheduler rollups;

    ErasureProcedure(
            @Parameter ErasureStatements statements,
            @Parameter ErasureStore erasures,
            @Parameter RollupVersions versions,
            @Parameter RollupScheduler rollups) {
        this.statements = statements;
        this.erasures = erasures;
        this.versions = versions;
        this.rollups = rollups;
    }

    /** Returns when all rows of these persons from before their erasures are gone. */
    void erase(List<ErasureRecord> some) throws IOException, InterruptedException {
        List<ErasureRecord> counted = new ArrayList<>();
        for (ErasureRecord erasure : some) {
            ErasureRecord begun = erasures.counted(erasure);
            erasures.begin(begun);
            counted.add(begun);
        }
        ErasureConditions rows = new ErasureConditions(counted);
        int rounds = 0;
        do {
            rounds++;
            if (rounds > MOST_ROUNDS) {
                throw new IOException("something comes back as fast as it is erased");
            }
            removeRawRows(rows);
            removeRollups(rows);
            statements.mutate("traffic_edit", UPDATE_TO_DELETE, rows.fill("${edits}"));
            statements.mutate("archive", "DELETE", rows.fill("${archive}"));
            removeMarks(rows, counted);
            statements.awaitInserts();
        } while (hasLeftovers(counted));
        for (ErasureRecord erasure : counted) {
            erasures.end(erasure);
        }
    }

    private boolean hasLeftovers(List<ErasureRecord> some) throws IOException, InterruptedException {
        for (ErasureRecord erasure : some) {
            if (erasures.leftovers(erasure) > 0) {
                return true;
            }
        }
        return false;
    }

    private void removeRawRows(ErasureConditions rows) throws IOException, InterruptedException {
        String count = rows.fill("SELECT count() FROM millrace.traffic WHERE ${views}");
        while (statements.number(count) > 0) {
            statements.execute(fill(rows, MARK));
            statements.mutate("traffic", "DELETE", rows.fill("${views}"));
            statements.awaitInserts();
        }
    }

    private void removeRollups(ErasureConditions rows) throws IOException, InterruptedException {
        statements.awaitInserts();
        long version = versions.next();
        statements.execute(fill(rows, MARK_AGAIN));
        awaitRollups(fill(rows, STILL_MARKED));
        List<Long> hours = statements.rows(fill(rows, MARKED_HOURS)).stream()
                .map(row -> Long.parseLong(row[0]))
                .toList();
        for (int from = 0; from < hours.size(); from += NUMBERS_IN_ONE_STATEMENT) {
            statements.mutate(
                    "traffic_site_hour",
                    "DELETE",
                    "version < %s AND toUnixTimestamp(hour) IN (%s)"
                            .formatted(
                                    version,
                                    joined(hours.subList(
                                            from, Math.min(hours.size(), from + NUMBERS_IN_ONE_STATEMENT)))));
        }
        statements.mutate(
                "traffic_hour",
                "DELETE",
                rows.fill("${rollups} AND (version < %s OR is_empty = 1)".formatted(version)));
    }

    /**
     * Hours whose raw rows are deleted because of their age cannot be recomputed: they are not marked, and the counts of the site are kept.
     */
    private String fill(ErasureConditions rows, String statement) {
        long oldest = rollups.job(TrafficTable.VIEWS.name()).orElseThrow().oldest();
        return rows.fill(statement).replace("${oldest}", "toDateTime(%s, 'UTC')".formatted(oldest));
    }

    /** Waits as long as the marks get fewer: the hours of a person with years of views take hours. */
    private void awaitRollups(String stillMarked) throws IOException, InterruptedException {
        long until = System.nanoTime() + ROLLUP_PATIENCE.toNanos();
        long least = Long.MAX_VALUE;
        for (int polls = 0; ; polls++) {
            long left = statements.number(stillMarked);
            if (left == 0) {
                return;
            }
            if (left < least) {
                least = left;
                until = System.nanoTime() + ROLLUP_PATIENCE.toNanos();
            }
            if (System.nanoTime() > until) {
                throw new IOException("the rollups that an erasure waits for have not moved for half an hour");
            }
            if (polls % POLLS_FOR_A_WAKE == 0) {
                rollups.wake();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private void removeMarks(ErasureConditions rows, List<ErasureRecord> some)
            throws IOException, InterruptedException {
        awaitReports(rows.fill(LATE_GUARDS));
        statements.mutate("traffic_taken", "DELETE", rows.fill("${hours}"));
        statements.mutate("traffic_mark", "DELETE", rows.fill("${hoursBefore}"));
        for (ErasureRecord erasure : some) {
            String lastHour = ErasureConditions.lastHour(erasure);
            List<Long> tokens = removableTokens(erasure.userId(), lastHour);
            if (!tokens.isEmpty()) {
                statements.mutate(
                        "traffic_mark",
                        "DELETE",
                        "user_id = %s AND hour = %s AND token IN (%s)"
                                .formatted(erasure.userId(), lastHour, joined(tokens)));
            }
        }
    }

    /** Waits for at most a minute, unless views of the person are moved all the time. */
    private void awaitReports(String lateGuards) throws IOException, InterruptedException {
        long until = System.nanoTime() + 2 * LONGEST_REPORT.toNanos();
        while (statements.number(lateGuards) > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private List<Long> removableTokens(long user, String lastHour) throws IOException, InterruptedException {
        List<Long> tokens = tokens(user, lastHour, "1");
        if (tokens.isEmpty()) {
            return tokens;
        }
        boolean hasViews = statements.number(VIEWS_OF_LAST_HOUR
                        .replace("${user}", Long.toString(user))
                        .replace("${hour}", lastHour))
                > 0;
        return hasViews ? tokens(user, lastHour, "0") : tokens;
    }

    private List<Long> tokens(long user, String lastHour, String all) throws IOException, InterruptedException {
        return statements
                .rows(TOKENS_OF_LAST_HOUR
                        .replace("${user}", Long.toString(user))
                        .replace("${hour}", lastHour)
                        .replace("${all}", all))
                .stream()
                .map(row -> Long.parseUnsignedLong(row[0]))
                .toList();
    }

    private static String joined(List<Long> numbers) {
        return numbers.stream().map(Long::toUnsignedString).collect(Collectors.joining(","));
    }
}
