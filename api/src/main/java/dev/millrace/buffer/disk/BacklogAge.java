package dev.millrace.buffer.disk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Measures how long the oldest row of the backlog has been on disk. Keeps a bounded number of marks, so the age can be too high by the
 * distance of two marks, never too low. Guarded by the buffer's lock.
 */
final class BacklogAge {
    private static final int MAX_MARKS = 1024;
    private static final long FIRST_DISTANCE_NANOS = Duration.ofMillis(100).toNanos();

    /** A position and the time at which the bytes from there to the next mark began to be safe. */
    private record Mark(long position, long nanos) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private long distanceNanos = FIRST_DISTANCE_NANOS;

    /** Notes that the bytes from {@code position} on are safe. Positions only grow from call to call. */
    void safe(long position, long nowNanos) {
        Mark last = marks.peekLast();
        if (last != null && nowNanos - last.nanos < distanceNanos) {
            return;
        }
        if (marks.size() == MAX_MARKS) {
            thinOut();
        }
        marks.addLast(new Mark(position, nowNanos));
    }

    /** Drops every second mark: its bytes count as those before it. */
    private void thinOut() {
        Iterator<Mark> each = marks.iterator();
        while (each.hasNext()) {
            each.next();
            if (each.hasNext()) {
                each.next();
                each.remove();
            }
        }
        distanceNanos *= 2;
    }

    /** Notes that the bytes before {@code position} are committed; {@code all} if no others wait. */
    void committed(long position, boolean all) {
        if (all) {
            marks.clear();
            distanceNanos = FIRST_DISTANCE_NANOS;
            return;
        }
        Mark oldest = marks.pollFirst();
        while (!marks.isEmpty() && marks.peekFirst().position <= position) {
            oldest = marks.pollFirst();
        }
        if (oldest != null) {
            marks.addFirst(oldest);
        }
    }

    /** Returns the age of the oldest byte that waits; zero if none does. */
    Duration oldest(long nowNanos) {
        Mark oldest = marks.peekFirst();
        return oldest == null ? Duration.ZERO : Duration.ofNanos(nowNanos - oldest.nanos);
    }
}
