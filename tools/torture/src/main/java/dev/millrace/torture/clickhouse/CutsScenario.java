package dev.millrace.torture.clickhouse;

import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.proxy.End;
import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The connection is cut at one kilobyte of the body after the other; when all were cut once, that batch may pass. */
final class CutsScenario implements Scenario {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int KILOBYTE = 1024;

    @Override
    public String name() {
        return "clickhouse-cuts";
    }

    @Override
    public String description() {
        return "the connection to ClickHouse is cut at every kilobyte of a body";
    }

    @Override
    public void run(Round round) throws Exception {
        Line line = Line.of(round);
        round.node().set("MILLRACE_DRAIN_MAX_BACKOFF", "2ms");
        round.node().set("MILLRACE_DRAIN_MAX_BYTES", round.options().isLong() ? "1MB" : "64KB");
        round.startWithLoad(LoadPlan.NORMAL.withEventsPerSecond(2000));
        line.strike(Victims.ROWS, () -> new Walk(new Random(round.random().nextLong())));
        TimeUnit.NANOSECONDS.sleep((round.options().isLong() ? LONG : SHORT).toNanos());
        line.calm();
        round.sleepBetween(0, 300);
    }

    /** A batch that failed comes again as it was, so the next offset meets the same body. */
    static final class Walk implements Function<Long, Fault> {
        private final Random random;
        private long kilobytes;
        private int beside;

        Walk(Random random) {
            this.random = random;
        }

        @Override
        public synchronized Fault apply(Long length) {
            long at = kilobytes * KILOBYTE + beside;
            if (at >= length) {
                kilobytes = 0;
                beside = random.nextInt(KILOBYTE);
                return Fault.NONE;
            }
            kilobytes++;
            return new Fault.CutRequest(at, End.RESET);
        }
    }
}
