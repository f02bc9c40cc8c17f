package dev.millrace.rollup;

import dev.millrace.clickhouse.InsertBarrier;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rollup of one kind of event up to date: seals hours that are old enough, and recomputes hours that late rows have marked. One
 * node has to run it; several may. For one thread; blocks.
 */
public final class RollupJob {
    private static final Logger log = LoggerFactory.getLogger(RollupJob.class);
    private static final int WORTH_A_LINE = 24;
    private static final Duration WITHOUT_END = Duration.ofDays(365);

    /** All hours of a day with rows are sealed, also those without rows, so that a report need not look for rows in them. */
    private static final String HOURS = """
            SELECT toUnixTimestamp(hour), hour IN (${unsealed}) FROM
                (SELECT arrayJoin(arrayMap(i -> toDateTime(day, 'UTC') + i * 3600, range(24))) AS hour FROM
                    (SELECT DISTINCT toDate(partition) AS day FROM system.parts
                     WHERE active AND database = 'millrace' AND table = '${name}'))
            WHERE hour >= toDateTime(${from}, 'UTC') AND hour < toDateTime(${to}, 'UTC')
            """;

    private static final String TO_SEAL = HOURS + "AND hour NOT IN (${sealed}) ORDER BY hour DESC";
    private static final String TO_REBUILD = HOURS + "ORDER BY hour";

    private static final String MARKED = """
            SELECT toUnixTimestamp(hour) AS h FROM millrace.${name}_mark FINAL
            WHERE hour >= toDateTime(${from}, 'UTC') AND hour IN (${sealed}) AND step < 2 GROUP BY h ORDER BY h DESC
            """;

    private static final String MARKED_TOO_LATE = """
            SELECT toUnixTimestamp(hour) AS h FROM millrace.${name}_mark FINAL
            WHERE hour < toDateTime(${from}, 'UTC') AND step < 2 GROUP BY h
            """;

    private static final String GUARDS_TOO_LATE =
            "FROM millrace.${name}_mark FINAL WHERE hour < toDateTime(${from}, 'UTC') AND step >= 2";

    private static final String CLEAR_GUARDS =
            "INSERT INTO millrace.${name}_mark (hour, ${key}, token, step, is_cleared) SELECT hour, ${key}, token, 3, 1 "
                    + GUARDS_TOO_LATE;

    private final RollupStatements statements;
    private final RollupVersions versions;
    private final Rollup rollup;
    private final RollupConfig config;
    private final InstantSource clock;
    private final RollupMetrics metrics;
    private final MarkBound bound;
    private final DutyCycle dutyCycle;

    /** True while many hours wait to be sealed, so that the log has one line about it and not one each time. */
    private boolean hasMany;

    RollupJob(
            RollupStatements statements,
            InsertBarrier inserts,
            RollupVersions versions,
            Rollup rollup,
            RollupConfig config,
            InstantSource clock,
            RollupMetrics metrics) {
        this.statements = statements;
        this.versions = versions;
        this.rollup = rollup;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.bound = new MarkBound(statements, inserts, rollup);
        this.dutyCycle = new DutyCycle(config.maxBusyPercent());
    }

    /** The kind of event that it is for. */
    public String name() {
        return rollup.name();
    }

    /** Does everything that is due now. */
    public void run() throws IOException, InterruptedException {
        while (run(WITHOUT_END)) {
            // until nothing is left
        }
    }

    /**
     * Does what is due now, but seals for no longer than {@code slice}, and recomputes marked hours for no longer than that. So years of
     * events that are loaded at once delay neither the marked hours nor the other kinds of events.
     *
     * @return true if something is left
     */
    boolean run(Duration slice) throws IOException, InterruptedException {
        try {
            raiseBound();
            boolean allSealed = runAll(sealings(), slice, metrics::sealed);
            List<Recomputation> marked = markedHours();
            metrics.marked(marked.size());
            boolean allComputed = runAll(marked, slice, metrics::recomputed);
            metrics.marked(allComputed ? 0 : marked.size());
            forgetMarksWithoutRows();
            boolean allDaysSealed = runAll(daySealings(), slice, metrics::daySealed);
            return !allSealed || !allComputed || !allDaysSealed;
        } catch (IOException | RuntimeException e) {
            metrics.failed();
            throw e;
        }
    }

    /** Runs at least one recomputation; returns false if the time was over before the last. */
    private boolean runAll(List<Recomputation> recomputations, Duration slice, Runnable count)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int done = 0;
        for (Recomputation recomputation : recomputations) {
            if (done > 0 && System.nanoTime() - start > slice.toNanos()) {
                return false;
            }
            run(recomputation);
            count.run();
            done++;
        }
        return true;
    }

    /**
     * Clears marks, and guards of nodes that are gone, from hours whose raw rows are deleted: they make reports read raw rows, and now only
     * the rollup has the counts.
     */
    private void forgetMarksWithoutRows() throws IOException, InterruptedException {
        for (long hour : statements.numbers(fill(MARKED_TOO_LATE, oldest(), 0))) {
            log.error(
                    "Rows came into the hour {} of {} when those of before were deleted by their age already: they are not counted.",
                    Instant.ofEpochSecond(hour),
                    name());
            Recomputation.ofNothing(statements, versions, rollup, hour).finish();
        }
        if (statements.number(fill("SELECT count() " + GUARDS_TOO_LATE, oldest(), 0)) > 0) {
            statements.execute(fill(CLEAR_GUARDS, oldest(), 0));
        }
    }

    /** Moves the mark bound, so that rows which enter hours that are now old enough leave marks. */
    void raiseBound() throws IOException, InterruptedException {
        long target = Math.max(0, Hours.floor(clock.instant().minus(config.lateness())));
        if (target > bound.current()) {
            bound.raise(target);
        }
    }

    /** Lists what has to be sealed, the newest hour first. Waits for inserts that may still bring rows without marks. */
    List<Recomputation> sealings() throws IOException, InterruptedException {
        List<Recomputation> sealings = new ArrayList<>();
        for (String[] row : statements.rows(fill(TO_SEAL, oldest(), bound.current()))) {
            long hour = Long.parseLong(row[0]);
            boolean wasUnsealed = row[1].equals("1");
            sealings.add(
                    wasUnsealed
                            ? Recomputation.rebuilding(statements, versions, rollup, hour)
                            : Recomputation.sealing(statements, versions, rollup, hour));
        }
        if (!sealings.isEmpty()) {
            bound.awaitInserts();
        }
        boolean hadMany = hasMany;
        hasMany = sealings.size() > WORTH_A_LINE;
        if (hasMany && !hadMany) {
            log.info("{} hours of {} are to be sealed; until then reports count their rows.", sealings.size(), name());
        }
        return sealings;
    }

    /** Lists the sealed hours that late rows have marked, the newest first. */
    List<Recomputation> markedHours() throws IOException, InterruptedException {
        return statements.numbers(fill(MARKED, oldest(), 0)).stream()
                .map(hour -> Recomputation.ofMarks(statements, versions, rollup, hour))
                .toList();
    }

    /** Lists the days that can be sealed because all of their hours are, the newest first. */
    List<Recomputation> daySealings() throws IOException, InterruptedException {
        DayRollup days = rollup.days();
        return days == null
                ? List.of()
                : statements.numbers(days.complete()).stream()
                        .map(day -> Recomputation.sealingDay(statements, versions, rollup, days, day))
                        .toList();
    }

    /** Unseals and recomputes each hour of a range that is old enough and whose rows are still there. */
    List<Recomputation> rebuilds(TimeRange range) throws IOException, InterruptedException {
        long from = Math.max(Hours.floor(range.from()), oldest());
        long to = Math.min(Hours.ceil(range.to()), bound.current());
        bound.awaitInserts();
        return statements.numbers(fill(TO_REBUILD, from, to)).stream()
                .map(hour -> Recomputation.rebuilding(statements, versions, rollup, hour))
                .toList();
    }

    /** Runs one of the recomputations that this class lists, and rests. */
    void run(Recomputation recomputation) throws IOException, InterruptedException {
        dutyCycle.run(recomputation::finish);
    }

    /** Returns the first hour whose raw rows are all still there, in seconds since 1970: older ones cannot be recomputed. It only grows. */
    public long oldest() {
        return Math.max(0, Hours.ceil(clock.instant().minus(rollup.rowsKept())));
    }

    private String fill(String query, long from, long to) {
        return query.replace("${name}", rollup.name())
                .replace("${key}", rollup.markKey())
                .replace("${sealed}", rollup.sealedHours())
                .replace("${unsealed}", rollup.unsealedHours())
                .replace("${from}", Long.toString(from))
                .replace("${to}", Long.toString(to));
    }
}
