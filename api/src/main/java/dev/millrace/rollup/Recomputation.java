package dev.millrace.rollup;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Computes the rollup of one hour, or of one day, anew, in steps of one statement, each of which begins when the one before has succeeded. It may stop
 * between any two, for ever: nothing is wrong then, and whoever starts from the beginning ends it. Two may work on one hour at once.
 *
 * <p>The order is the whole proof (docs/rollups.md). Marks are seen before the version is taken, and that before the rows are read: so of
 * two rows of a rollup the one with the higher version knows every row that the other's run has cleared a mark for. The hour is sealed
 * after its rows are written, and the marks are cleared last. On a replicated shard nothing is computed while a replica lags.
 *
 * <p>Who has written rows of an hour sees to its day before the marks are cleared: with a version that is taken then, the day is unsealed,
 * or what was marked of it is computed. So a day that is sealed knows every hour of which no mark is left.
 */
final class Recomputation {
    /** One statement, or a few that belong together. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private final RollupStatements statements;
    private final RollupVersions versions;
    private final Rollup rollup;
    private final long hour;
    private final long run = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    private final Deque<Step> steps = new ArrayDeque<>();
    private long version;
    private long dayVersion;

    private Recomputation(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        this.statements = statements;
        this.versions = versions;
        this.rollup = rollup;
        this.hour = hour;
    }

    /** Computes a whole hour and seals it. No row may come into it without a mark: see {@link MarkBound}. */
    static Recomputation sealing(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation sealing = new Recomputation(statements, versions, rollup, hour);
        sealing.compute(rollup.computeHour());
        sealing.unsealDay();
        sealing.each(rollup.seal());
        sealing.steps.add(sealing::clearMarks);
        return sealing;
    }

    /** Computes what is marked in a sealed hour. */
    static Recomputation ofMarks(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation marked = new Recomputation(statements, versions, rollup, hour);
        marked.compute(rollup.computeMarked());
        marked.computeMarkedOfDay();
        marked.steps.add(marked::clearMarks);
        return marked;
    }

    /** Clears the marks of an hour that cannot be computed anew. */
    static Recomputation ofNothing(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation nothing = new Recomputation(statements, versions, rollup, hour);
        nothing.compute(List.of());
        nothing.steps.add(nothing::clearMarks);
        return nothing;
    }

    /** Believes nothing of what the rollup has: reports use raw rows until the hour is sealed again. */
    static Recomputation rebuilding(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation rebuild = new Recomputation(statements, versions, rollup, hour);
        rebuild.steps.add(rebuild::takeVersion);
        rebuild.each(rollup.unseal());
        rebuild.unsealDay();
        rebuild.compute(rollup.computeKnown());
        // Again: another one may have sealed the hour, and somebody the day, before these rows were written.
        rebuild.unsealDay();
        rebuild.each(rollup.seal());
        rebuild.steps.add(rebuild::clearMarks);
        return rebuild;
    }

    /**
     * Computes a day from its hours and seals it. For one that was found complete before: who takes a higher version than this, and
     * computes rows of the day, reads all of its hours then. Does nothing if it is not complete any more.
     *
     * @param day its start in seconds since 1970
     */
    static Recomputation sealingDay(
            RollupStatements statements, RollupVersions versions, Rollup rollup, DayRollup days, long day) {
        Recomputation sealing = new Recomputation(statements, versions, rollup, day);
        sealing.takeDayVersionThenRead();
        // After that: who unseals an hour unseals the day behind it, with a version that is higher unless this sees the
        // hour unsealed.
        sealing.steps.add(() -> sealing.stopUnless(days.isComplete()));
        sealing.each(List.of(days.compute(), days.seal()));
        return sealing;
    }

    /** The start of the hour, or of the day, in seconds since 1970. */
    long hour() {
        return hour;
    }

    private void compute(List<String> rows) {
        steps.add(this::takeMarks);
        // Rows whose marks one replica shows may be missing on the one that is asked to compute.
        steps.add(statements::awaitReplicas);
        steps.add(this::takeVersion);
        each(rows);
    }

    /** What was written of hours before is there for whoever computes then, on whatever replica. */
    private void takeDayVersionThenRead() {
        steps.add(this::takeDayVersion);
        steps.add(statements::awaitReplicas);
    }

    private void unsealDay() {
        DayRollup days = rollup.days();
        if (days != null) {
            takeDayVersionThenRead();
            each(List.of(days.unseal()));
        }
    }

    private void computeMarkedOfDay() {
        DayRollup days = rollup.days();
        if (days != null) {
            takeDayVersionThenRead();
            each(List.of(days.computeMarked()));
        }
    }

    private void each(List<String> texts) {
        for (String text : texts) {
            steps.add(() -> execute(text));
        }
    }

    /** Does the next step; false if there is none left. After an exception this one is not to be used any more. */
    boolean step() throws IOException, InterruptedException {
        Step next = steps.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return !steps.isEmpty();
    }

    /** Does all steps that are left. */
    void finish() throws IOException, InterruptedException {
        while (step()) {
            // until there is none
        }
    }

    private void takeVersion() throws IOException, InterruptedException {
        version = versions.next();
    }

    private void takeDayVersion() throws IOException, InterruptedException {
        dayVersion = versions.next();
    }

    private void stopUnless(String query) throws IOException, InterruptedException {
        if (statements.number(fill(query)) == 0) {
            steps.clear();
        }
    }

    private void takeMarks() throws IOException, InterruptedException {
        execute("""
                INSERT INTO millrace.${name}_taken (run, hour, ${key}, token)
                SELECT ${run}, hour, ${key}, token FROM millrace.${name}_mark FINAL WHERE hour = ${hour} AND step < 2
                """);
    }

    private void clearMarks() throws IOException, InterruptedException {
        execute("""
                INSERT INTO millrace.${name}_mark (hour, ${key}, token, step, is_cleared)
                SELECT hour, ${key}, token, 1, 1 FROM millrace.${name}_taken WHERE run = ${run}
                """);
    }

    private void execute(String text) throws IOException, InterruptedException {
        statements.execute(fill(text));
    }

    private String fill(String text) {
        return text.replace("${hour}", "toDateTime(%s, 'UTC')".formatted(hour))
                .replace("${day}", "toDateTime(%s, 'UTC')".formatted(Hours.day(hour)))
                .replace("${version}", Long.toString(version))
                .replace("${day_version}", Long.toString(dayVersion))
                .replace("${run}", Long.toString(run))
                .replace("${key}", rollup.markKey())
                .replace("${name}", rollup.name());
    }
}
