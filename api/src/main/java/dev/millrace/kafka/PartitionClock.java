package dev.millrace.kafka;

import dev.millrace.intake.VersionClock;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the records of one partition their versions. They depend on the partition alone, not on when and where it is read: a record has the
 * tick of its timestamp, or the tick after the previous record's if that is higher. So they grow with the offsets, whatever the timestamps
 * do. The last tick is committed with the offset, so a consumer that goes on from there gives the same versions again.
 *
 * <p>A consumer without that state, because the position was set by hand, gives the same versions or lower ones: a repeated record is never
 * newer than it was.
 *
 * <p>For one thread, the consumer's.
 */
final class PartitionClock {
    /** No event is shorter: a reading of protobuf with an id of one character has more. */
    private static final int SHORTEST_EVENT_BYTES = 8;

    private static final String STATE = "millrace-tick=";
    private static final Pattern STATE_TEXT = Pattern.compile(STATE + "(\\d{1,18})");

    private final int partition;
    private long lastTick;

    /** @param state what {@link #stateAfter} returned for the record before; anything else is as good as nothing */
    PartitionClock(int partition, String state) {
        this.partition = partition;
        Matcher text = STATE_TEXT.matcher(state);
        this.lastTick = text.matches() ? Long.parseLong(text.group(1)) : 0;
    }

    /**
     * Keeps versions for the next record.
     *
     * @param timestamp milliseconds since 1970, or less if the record has none
     * @param bytes size of its value, which bounds how many events it can hold
     */
    RecordVersions next(long timestamp, int bytes) {
        RecordVersions versions = peek(timestamp, bytes);
        lastTick = versions.lastTick();
        return versions;
    }

    /** Returns what {@link #next} would, and keeps nothing. */
    RecordVersions peek(long timestamp, int bytes) {
        long first = Math.max(lastTick + 1, VersionClock.tickOf(Instant.ofEpochMilli(Math.max(0, timestamp))));
        return new RecordVersions(first, first + bytes / SHORTEST_EVENT_BYTES, partition);
    }

    /** Returns what has to be committed with the offset after that record. */
    static String stateAfter(RecordVersions versions) {
        return STATE + versions.lastTick();
    }
}
