package dev.millrace.torture.kill;

import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;

/** Kills the service while acknowledged events wait for a ClickHouse that does not move, some of them in the middle of an insert. */
public final class KillBeforeInsertScenario implements Scenario {
    @Override
    public String name() {
        return "kill-before-insert";
    }

    @Override
    public String description() {
        return "kill -9 between acknowledgement and insert: ClickHouse is held, with an insert under way";
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad();
        round.sleepBetween(100, 400);
        round.clickHouse().pause();
        round.sleepBetween(300, 800);
        double waiting = round.node().pendingBytes();
        round.node().kill();
        round.struck("kill -9 with acknowledged rows not inserted", waiting > 0 ? 1 : 0);
        if (round.random().nextBoolean()) {
            // The service comes back first: it takes events, and its drain waits.
            round.node().start();
            round.sleepBetween(0, 300);
        }
        round.clickHouse().resume();
    }
}
