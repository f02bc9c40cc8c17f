package dev.millrace.torture.kill;

import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;

/** Kills the service several times while it starts with a full buffer: at once, while it recovers, while it drains. */
public final class KillInRecoveryScenario implements Scenario {
    /** About as long as a start takes. */
    private static final Duration START = Duration.ofMillis(1800);

    @Override
    public String name() {
        return "kill-in-recovery";
    }

    @Override
    public String description() {
        return "kill -9 while it starts with a filled buffer, several times";
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad();
        round.sleepBetween(100, 300);
        round.clickHouse().pause();
        round.sleepBetween(500, 900);
        round.node().kill();
        round.struck("kill -9 with a filled buffer");
        if (round.random().nextBoolean()) {
            round.clickHouse().resume();
        }
        int kills = 2 + round.random().nextInt(3);
        for (int i = 0; i < kills; i++) {
            round.node().launch();
            round.sleepBetween(Duration.ZERO, START);
            round.node().kill();
            round.struck("kill -9 while starting");
        }
        round.clickHouse().resume();
    }
}
