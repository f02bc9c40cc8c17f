package dev.millrace.drain;

/**
 * Counts the rows of one chunk by outcome: {@code rows of the chunk + made = stored + dead-lettered + left out}. The counts start from zero
 * when the chunk has to be stored again. For one thread of the drain.
 */
final class ChunkCounts {
    private int stored;
    private int deadLettered;
    private int made;
    private int leftOut;

    void stored(int rows) {
        stored += rows;
    }

    void deadLettered() {
        deadLettered++;
    }

    /** Counts that rewriters turned {@code before} rows into {@code after}. */
    void rewritten(int before, int after) {
        made += Math.max(0, after - before);
        leftOut += Math.max(0, before - after);
    }

    /** Rows that ClickHouse has. */
    int stored() {
        return stored;
    }

    /** Rows that ClickHouse refused for good. */
    int deadLetteredRows() {
        return deadLettered;
    }

    /** Counts rows that came from no sender: tombstones of views that an edit replaces. */
    int made() {
        return made;
    }

    /** Counts rows that are dropped: of an erased person, or settled by an edit. */
    int leftOut() {
        return leftOut;
    }
}
