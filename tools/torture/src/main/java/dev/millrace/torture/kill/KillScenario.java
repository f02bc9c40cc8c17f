package dev.millrace.torture.kill;

import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;

/** Kills the service under load, at any moment, and sometimes again right after its start. */
public final class KillScenario implements Scenario {
    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String description() {
        return "kill -9 of the service under load, once or twice in a row";
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad();
        int kills = 1 + round.random().nextInt(2);
        for (int i = 0; i < kills; i++) {
            round.sleepBetween(0, 800);
            round.node().kill();
            round.struck("kill -9 under load");
            round.node().start();
        }
        round.sleepBetween(0, 300);
    }
}
