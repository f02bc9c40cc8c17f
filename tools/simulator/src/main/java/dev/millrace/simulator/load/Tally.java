package dev.millrace.simulator.load;

import dev.millrace.simulator.client.Acknowledgement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Counts what was posted and what came of it; any thread may add and read. At the end of a run: posted = acknowledged +
 * filtered + rejected.
 */
public final class Tally {
    private final LongAdder posted = new LongAdder();
    private final LongAdder filtered = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final Map<String, LongAdder> acknowledgedByLevel = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> retriesByReason = new ConcurrentHashMap<>();
    private final ConcurrentHistogram ackMicros = new ConcurrentHistogram(3);

    /** Events that are handed to the client; each once, however often the client sends it. */
    public void posted(int events) {
        posted.add(events);
    }

    /**
     * Counts the events of one answered request.
     *
     * @param latency from the first attempt to the acknowledgement, with all retries and pauses between them
     */
    public void acknowledged(Acknowledgement ack, Duration latency) {
        acknowledgedByLevel.computeIfAbsent(ack.level(), _ -> new LongAdder()).add(ack.accepted());
        filtered.add(ack.filtered());
        rejected.add(ack.rejections());
        if (ack.accepted() > 0) {
            ackMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(latency.toNanos()));
        }
    }

    public void retried(String reason) {
        retriesByReason.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    public long posted() {
        return posted.sum();
    }

    public long acknowledged() {
        return sum(acknowledgedByLevel);
    }

    public long filtered() {
        return filtered.sum();
    }

    public long rejected() {
        return rejected.sum();
    }

    public long retries() {
        return sum(retriesByReason);
    }

    /** Events whose fate is known. */
    public long answered() {
        return acknowledged() + filtered() + rejected();
    }

    /** Describes the levels, for example {@code disk}, or {@code disk 9,000, stored 1,000}; empty if there is none. */
    public String levels() {
        return acknowledgedByLevel.size() == 1
                ? acknowledgedByLevel.keySet().iterator().next()
                : counts(acknowledgedByLevel);
    }

    /** Describes the reasons of retries, for example {@code 503: 12, timeout: 1}; empty if there were none. */
    public String retryReasons() {
        return counts(retriesByReason);
    }

    /** A copy: percentiles of a histogram that is being written to may not add up. */
    public Histogram ackMicros() {
        return ackMicros.copy();
    }

    private static long sum(Map<String, LongAdder> counters) {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static String counts(Map<String, LongAdder> counters) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counters)
                .forEach((name, count) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(String.format(Locale.ROOT, "%s %,d", name, count.sum())));
        return text.toString();
    }
}
