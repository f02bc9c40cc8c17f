package dev.millrace.torture.clickhouse;

import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The line is slow: some inserts take long, others too long; in between it refuses connections. */
final class SlowScenario implements Scenario {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "clickhouse-slow";
    }

    @Override
    public String description() {
        return "the line to ClickHouse passes some kilobytes a second, then refuses connections";
    }

    @Override
    public void run(Round round) throws Exception {
        Line line = Line.of(round);
        round.startWithLoad();
        Duration each = round.options().isLong() ? LONG : SHORT;
        round.sleepBetween(0, 300);
        int rate = 5_000 << round.random().nextInt(6);
        line.strike(Victims.ALL, new Fault.Slow(rate));
        TimeUnit.NANOSECONDS.sleep(each.toNanos());
        line.refuse();
        TimeUnit.NANOSECONDS.sleep(each.toNanos() / 2);
        line.listen();
        line.strike(Victims.ROWS, new Fault.Slow(2 * rate));
        TimeUnit.NANOSECONDS.sleep(each.toNanos());
        line.calm();
        round.sleepBetween(0, 300);
    }
}
