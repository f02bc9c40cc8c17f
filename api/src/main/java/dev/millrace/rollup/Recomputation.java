package dev.millrace.rollup;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Computes the rollup of one hour, or of one day, again, in steps of one statement, each of which begins when the previous one has
 * succeeded. It may stop after any step and never go on: reports stay exact, and the next recomputation starts from the beginning. Two
 * nodes may recompute the same hour at once.
 *
 * <p>The order of the steps is the proof (docs/rollups.md). Marks are read before the version is taken, and the version is taken before the
 * rows are read. So of two rows of a rollup, the one with the higher version includes every row whose mark the other's run has cleared. The
 * hour is sealed after its rows are written, and the marks are cleared last. On a replicated shard nothing is computed while a replica
 * lags.
 *
 * <p>After rows of an hour are written and before the marks are cleared, its day is treated with a version that is taken in between: it is
 * unsealed, or its marked keys are computed. So a sealed day includes every hour that has no marks left.
 */
final class Recomputation {
    /** A statement, or a few that belong together. */
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

    /** Computes a whole hour and seals it. No row may enter the hour without a mark: see {@link MarkBound}. */
    static Recomputation sealing(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation sealing = new Recomputation(statements, versions, rollup, hour);
        sealing.compute(rollup.computeHour());
        sealing.unsealDay();
        sealing.each(rollup.seal());
        sealing.steps.add(sealing::clearMarks);
        return sealing;
    }

    /** Recomputes the marked keys of a sealed hour. */
    static Recomputation ofMarks(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation marked = new Recomputation(statements, versions, rollup, hour);
        marked.compute(rollup.computeMarked());
        marked.computeMarkedOfDay();
        marked.steps.add(marked::clearMarks);
        return marked;
    }

    /** Clears the marks of an hour whose raw rows are gone. */
    static Recomputation ofNothing(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation nothing = new Recomputation(statements, versions, rollup, hour);
        nothing.compute(List.of());
        nothing.steps.add(nothing::clearMarks);
        return nothing;
    }

    /** Unseals an hour and computes it again: reports use raw rows until it is sealed again. */
    static Recomputation rebuilding(RollupStatements statements, RollupVersions versions, Rollup rollup, long hour) {
        Recomputation rebuild = new Recomputation(statements, versions, rollup, hour);
        rebuild.steps.add(rebuild::takeVersion);
        rebuild.each(rollup.unseal());
        rebuild.unsealDay();
        rebuild.compute(rollup.computeKnown());
        // Again: another run may have sealed the hour, and another one the day, before these rows were written.
        rebuild.unsealDay();
        rebuild.each(rollup.seal());
        rebuild.steps.add(rebuild::clearMarks);
        return rebuild;
    }

    /**
     * Computes a day from its hours and seals it, if it was found complete before: then any run that takes a higher version than this one
     * and computes rows of the day reads all of its hours. Does nothing if the day is not complete any more.
     *
     * @param day its start in seconds since 1970
     */
    static Recomputation sealingDay(
            RollupStatements statements, RollupVersions versions, Rollup rollup, DayRollup days, long day) {
        Recomputation sealing = new Recomputation(statements, versions, rollup, day);
        sealing.takeDayVersionThenRead();
        // After the version is taken: a run that unseals an hour afterwards also unseals its day, with a version that
        // is higher unless this
        // check sees the hour unsealed.
        sealing.steps.add(() -> sealing.stopUnless(days.isComplete()));
        sealing.each(List.of(days.compute(), days.seal()));
        return sealing;
    }

    /** Returns the start of the hour, or of the day, in seconds since 1970. */
    long hour() {
        return hour;
    }

    private void compute(List<String> rows) {
        steps.add(this::takeMarks);
        // A replica that shows marks may be ahead of the one that is asked to compute, which may lack their rows.
        steps.add(statements::awaitReplicas);
        steps.add(this::takeVersion);
        each(rows);
    }

    /**
     * Takes the version of the day and then waits for the replicas, so that the following statement finds all rows of hours that were
     * written before, on whatever replica it runs.
     */
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

    /** Does the next step; returns false if there is none left. After an exception this object is not to be used any more. */
    boolean step() throws IOException, InterruptedException {
        Step next = steps.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return !steps.isEmpty();
    }

    /** Does all remaining steps. */
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
