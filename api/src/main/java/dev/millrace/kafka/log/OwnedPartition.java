package dev.millrace.kafka.log;

import org.apache.kafka.common.TopicPartition;

/** A partition from its assignment to this node until another node gets it. Guarded by the lock of its {@link ShardSource}. */
final class OwnedPartition {
    private final TopicPartition partition;
    private long toCommit = -1;
    private long committed = -1;
    private int underWay;

    OwnedPartition(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Notes that a record was taken for the drain. */
    void taken() {
        underWay++;
    }

    /** Notes that everything before the offset is stored. */
    void stored(long offset) {
        underWay--;
        toCommit = offset;
    }

    /** Returns the offset to commit; -1 if it is committed. */
    long toCommit() {
        return toCommit > committed ? toCommit : -1;
    }

    /** Notes that the offset was committed. */
    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** Returns true while records are with the drain. */
    boolean isUnderWay() {
        return underWay > 0;
    }
}
