package dev.millrace.traffic.erasure;

import java.time.Instant;

/**
 * The erasure of a person, as ClickHouse has it.
 *
 * @param id 0 or more
 * @param userId 0..2^32-1
 * @param erasedTo the last time at which a view is erased
 * @param version which record of it this is
 */
record ErasureRecord(long id, long userId, Instant erasedTo, long version, boolean isDone, Counts counts) {
    /**
     * What is added to the version that was read: by who begins to work on it, by who ends that, and by who found something that makes
     * all that not count. Multiples of 256, so that the node stays in it. Only ClickHouse's numbers are in it, so no clock decides.
     */
    static final long BEGUN = 256;

    static final long ENDED = 2 * BEGUN;
    static final long REOPENED = 4 * BEGUN;

    /**
     * What was found, of each the most at once.
     *
     * @param rawRows views, all their versions and tombstones
     * @param rollupRows users' hours
     * @param edits what PUT said
     * @param deadLetters rows that ClickHouse had refused
     * @param bufferRows rows that were on their way to ClickHouse
     */
    record Counts(long rawRows, long rollupRows, long edits, long deadLetters, long bufferRows) {
        Counts max(long raw, long rollup, long edit) {
            return new Counts(
                    Math.max(rawRows, raw),
                    Math.max(rollupRows, rollup),
                    Math.max(edits, edit),
                    deadLetters,
                    bufferRows);
        }
    }

    /** This, with what another shard found. Every shard has all edits. */
    ErasureRecord plus(ErasureRecord other) {
        return withCounts(new Counts(
                counts.rawRows + other.counts.rawRows,
                counts.rollupRows + other.counts.rollupRows,
                Math.max(counts.edits, other.counts.edits),
                counts.deadLetters + other.counts.deadLetters,
                counts.bufferRows + other.counts.bufferRows));
    }

    ErasureRecord done() {
        return new ErasureRecord(id, userId, erasedTo, version, true, counts);
    }

    ErasureRecord running() {
        return new ErasureRecord(id, userId, erasedTo, version, false, counts);
    }

    ErasureRecord withCounts(Counts found) {
        return new ErasureRecord(id, userId, erasedTo, version, isDone, found);
    }
}
