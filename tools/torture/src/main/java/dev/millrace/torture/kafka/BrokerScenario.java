package dev.millrace.torture.kafka;

import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Ends or holds some of the brokers under load, and lets them go on. */
public final class BrokerScenario implements Scenario {
    private static final int LEAST_MILLIS = 500;
    private static final int MOST_MILLIS = 6000;

    private final String name;
    private final String description;
    private final int count;
    private final boolean isKill;

    private BrokerScenario(String name, String description, int count, boolean isKill) {
        this.name = name;
        this.description = description;
        this.count = count;
        this.isKill = isKill;
    }

    /** Returns one of each kind. */
    public static List<Scenario> all() {
        return List.of(
                new BrokerScenario("broker-kill", "kill -9 of one of three brokers, and of leaders with it", 1, true),
                new BrokerScenario("broker-hold", "SIGSTOP of one of three brokers", 1, false),
                new BrokerScenario("brokers-few", "two of three brokers hold: too few copies are in sync", 2, false),
                new BrokerScenario("brokers-away", "kill -9 of all brokers", 3, true));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean needsBrokers() {
        return true;
    }

    @Override
    public void run(Round round) throws Exception {
        round.startWithLoad();
        round.sleepBetween(200, 1500);
        List<KafkaBroker> struck = new ArrayList<>(round.brokers().brokers());
        Collections.shuffle(struck, new Random(round.random().nextLong()));
        struck = struck.subList(0, count);
        for (KafkaBroker broker : struck) {
            if (isKill) {
                broker.kill();
            } else {
                broker.freeze();
            }
            round.struck(isKill ? "kill -9 of a broker" : "SIGSTOP of a broker");
        }
        round.sleepBetween(LEAST_MILLIS, MOST_MILLIS);
        if (round.random().nextBoolean()) {
            round.node().kill();
            round.struck("kill -9 of the service meanwhile");
            round.node().start();
        }
        round.brokers().restore();
        round.sleepBetween(0, 1500);
    }
}
