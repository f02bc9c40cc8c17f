package dev.millrace.kafka.log;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A queue of fetched records that knows what all of them hold together. Not thread-safe. */
final class WaitingRecords {
    private final Deque<FetchedRecord> records = new ArrayDeque<>();
    private long bytes;
    private long rows;
    private int flushes;

    void add(FetchedRecord record) {
        records.add(record);
        count(record, 1);
    }

    /** Removes the oldest one. */
    FetchedRecord remove() {
        FetchedRecord record = records.remove();
        count(record, -1);
        return record;
    }

    /** Removes those of some partitions; returns their bytes. */
    long removeOf(Collection<TopicPartition> partitions) {
        long before = bytes;
        for (Iterator<FetchedRecord> each = records.iterator(); each.hasNext(); ) {
            FetchedRecord record = each.next();
            if (partitions.contains(record.owned().partition())) {
                each.remove();
                count(record, -1);
            }
        }
        return before - bytes;
    }

    private void count(FetchedRecord record, int sign) {
        bytes += (long) sign * record.bytes();
        rows += (long) sign * record.rows();
        flushes += record.isFlush() ? sign : 0;
    }

    /** Returns the oldest one, null if there is none. */
    @Nullable
    FetchedRecord peek() {
        return records.peek();
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    long rows() {
        return rows;
    }

    /** Returns true if one of them asks the drain not to linger. */
    boolean hasFlush() {
        return flushes > 0;
    }
}
