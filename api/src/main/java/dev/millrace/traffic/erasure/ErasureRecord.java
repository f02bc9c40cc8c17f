package dev.millrace.traffic.erasure;

import java.time.Instant;

/**
 * The record of an erasure in ClickHouse.
 *
 * @param id 0 or more
 * @param userId 0..2^32-1
 * @param erasedTo the last time at which a view is erased
 * @param version the version of the record; the highest one counts
 */
record ErasureRecord(long id, long userId, Instant erasedTo, long version, boolean isDone, Counts counts) {
    /**
     * Steps that are added to the version that was read: when a worker begins, when it ends, and when rows are found that make the end
     * invalid. Multiples of 256, so that the node stays in the version. The steps add to a version from ClickHouse, so no clock decides.
     */
    static final long BEGUN = 256;

    static final long ENDED = 2 * BEGUN;
    static final long REOPENED = 4 * BEGUN;

    /**
     * The most rows of each kind that were found at once.
     *
     * @param rawRows views, all their versions and tombstones
     * @param rollupRows users' hours
     * @param edits rows of PUTs
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

    /** Adds the counts of another shard. Every shard has all edits, so those are not added. */
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
