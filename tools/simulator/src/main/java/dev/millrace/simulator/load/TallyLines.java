package dev.millrace.simulator.load;

import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Progress;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Describes a tally for people, while posting and after it. Thread-safe. */
public final class TallyLines {
    private final Tally tally;
    private final String checked;

    /** Describes {@code tally}; {@code checked} names what will lack events that were not taken, such as {@code the reports}. */
    public TallyLines(Tally tally, String checked) {
        this.tally = tally;
        this.checked = checked;
    }

    /** Prints the final lines of a run. */
    public void print(Console console, Duration elapsed) {
        String levels = tally.levels();
        String reasons = tally.retryReasons();
        console.result(
                "posted %,d, acknowledged %,d%s, retries %,d%s, %,.0f events/s, ack %s",
                tally.posted(),
                tally.acknowledged(),
                levels.isEmpty() ? "" : " (" + levels + ")",
                tally.retries(),
                reasons.isEmpty() ? "" : " (" + reasons + ")",
                tally.acknowledged() * 1e9 / Math.max(1, elapsed.toNanos()),
                latency(tally.ackMicros()));
        if (tally.filtered() > 0) {
            console.result("filtered %,d: %s will lack them", tally.filtered(), checked);
        }
        if (tally.rejected() > 0) {
            console.result("rejected %,d: %s will lack them", tally.rejected(), checked);
        }
        long open = tally.posted() - tally.answered();
        if (open > 0) {
            console.result("no answer for %,d: they may be stored or not; posting them again is safe", open);
        }
    }

    /** Returns the progress of posting. */
    public Progress.Source progress() {
        return new Progress.Source() {
            @Override
            public long done() {
                return tally.answered();
            }

            @Override
            public String detail() {
                Histogram micros = tally.ackMicros();
                String retries =
                        tally.retries() == 0 ? "" : String.format(Locale.ROOT, ", retries %,d", tally.retries());
                return micros.getTotalCount() == 0
                        ? "no ack yet" + retries
                        : String.format(
                                Locale.ROOT,
                                "ack p50 %.1f ms p99 %.1f ms%s",
                                micros.getValueAtPercentile(50) / 1e3,
                                micros.getValueAtPercentile(99) / 1e3,
                                retries);
            }
        };
    }

    /** Describes latencies, for example {@code p50 3.1 ms, p99 12.0 ms, max 45.2 ms}. */
    private static String latency(Histogram ackMicros) {
        return ackMicros.getTotalCount() == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                        ackMicros.getValueAtPercentile(50) / 1e3,
                        ackMicros.getValueAtPercentile(99) / 1e3,
                        ackMicros.getMaxValue() / 1e3);
    }
}
