package dev.millrace.torture.clickhouse;

import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** ClickHouse goes away at full load, and comes back. */
final class OutageScenario implements Scenario {
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration LONG = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "clickhouse-down";
    }

    @Override
    public String description() {
        return "ClickHouse is stopped or killed at full load and comes back: events are taken all the time";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad(LoadPlan.NORMAL.withEventsPerSecond(0).withLevels(10, 5));
        round.sleepBetween(0, 800);
        if (round.random().nextBoolean()) {
            round.clickHouse().kill();
            round.struck("ClickHouse killed");
        } else {
            round.clickHouse().stop();
            round.struck("ClickHouse stopped");
        }
        TimeUnit.NANOSECONDS.sleep((round.options().isLong() ? LONG : SHORT).toNanos());
        round.demand(
                round.node().service().ask("/health/liveness").statusCode() == 200,
                "it does not live without ClickHouse");
        round.clickHouse().startAgain();
        round.sleepBetween(0, 500);
        round.load().stop();
    }
}
