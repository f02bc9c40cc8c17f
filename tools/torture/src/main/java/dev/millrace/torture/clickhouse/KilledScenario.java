package dev.millrace.torture.clickhouse;

import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;

/** ClickHouse is killed in the middle of an insert and started again. */
final class KilledScenario implements Scenario {
    private static final String FAULT = "kill -9 in an insert";

    @Override
    public String name() {
        return "clickhouse-killed";
    }

    @Override
    public String description() {
        return "kill -9 of ClickHouse in the middle of an insert, or just when all of it has been sent";
    }

    @Override
    public boolean breaksClickHouse() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        Line line = Line.of(round);
        round.startWithLoad();
        int kills = round.options().isLong() ? 20 : 2;
        for (int i = 1; i <= kills; i++) {
            round.sleepBetween(0, 400);
            double share = round.random().nextInt(3) == 0 ? 1 : round.random().nextDouble();
            line.strikeOnce(
                    Victims.ROWS,
                    new Fault.Meanwhile(FAULT, share, () -> round.clickHouse().kill()));
            line.awaitStruck(FAULT, i);
            while (round.clickHouse().isAnyStruckAlive()) {
                Thread.onSpinWait();
            }
            round.clickHouse().startAgain();
        }
        line.calm();
        round.sleepBetween(0, 300);
    }
}
