package dev.millrace.deadletter;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what ClickHouse refuses: one line for a new reason, then how often it came, at most once a minute for each. So a million rows are a
 * few lines. The server's message is not logged, because it can contain values. Not thread-safe.
 */
final class DeadLetterLog {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterLog.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private record Reason(String table, int code) {}

    private static final class Count {
        private long saidAtNanos;
        private int since;
    }

    private final LongSupplier nanoTime;
    private final Map<Reason, Count> counts = new HashMap<>();

    DeadLetterLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void added(String table, int code) {
        Reason reason = new Reason(table, code);
        Count count = counts.get(reason);
        if (count == null) {
            if (code == DeadLetter.OF_NO_ROW) {
                log.warn("Something that came by {} can never be accepted: it is in the dead letters.", table);
            } else {
                log.warn("ClickHouse refuses a row of {} with code {}: it is in the dead letters.", table, code);
            }
            Count first = new Count();
            first.saidAtNanos = nanoTime.getAsLong();
            counts.put(reason, first);
            return;
        }
        count.since++;
        if (isDue(count)) {
            say(reason, count);
        }
    }

    /** Logs the counts that were not logged yet, and forgets reasons that no longer occur; to be called now and then. */
    void tick() {
        counts.entrySet().removeIf(entry -> {
            Count count = entry.getValue();
            if (!isDue(count)) {
                return false;
            }
            if (count.since == 0) {
                return true;
            }
            say(entry.getKey(), count);
            return false;
        });
    }

    private boolean isDue(Count count) {
        return nanoTime.getAsLong() - count.saidAtNanos >= INTERVAL.toNanos();
    }

    private void say(Reason reason, Count count) {
        if (reason.code == DeadLetter.OF_NO_ROW) {
            log.warn(
                    "{} more came by {} that can never be accepted: they are in the dead letters.",
                    count.since,
                    reason.table);
        } else {
            log.warn(
                    "ClickHouse refuses {} more rows of {} with code {}: they are in the dead letters.",
                    count.since,
                    reason.table,
                    reason.code);
        }
        count.saidAtNanos = nanoTime.getAsLong();
        count.since = 0;
    }
}
