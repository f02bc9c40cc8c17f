package dev.millrace.kafka;

import dev.millrace.intake.VersionClock;
import java.util.function.LongSupplier;

/**
 * The versions of one record's events, the same however often it is delivered.
 *
 * @param firstTick of the record's first event
 * @param lastTick up to where ticks are kept for its other events
 * @param partition of the topic
 */
record RecordVersions(long firstTick, long lastTick, int partition) {
    /** The number of no node: every node asks ClickHouse for deletions of others than itself, and so finds these. */
    static final int DELETION_SOURCE = 255;

    private static final int SOURCES = 256;

    /** Gives each event of one delivery its version, in their order. */
    LongSupplier forEvents() {
        return new LongSupplier() {
            private long next = firstTick;

            @Override
            public long getAsLong() {
                if (next > lastTick) {
                    throw new IllegalStateException("A record has more events than its bytes can hold.");
                }
                return VersionClock.versionOf(next++, Math.floorMod(partition, SOURCES));
            }
        };
    }

    /** Returns the version of the deletion that the record is. */
    long forDeletion() {
        return VersionClock.versionOf(firstTick, DELETION_SOURCE);
    }
}
