package dev.millrace.torture.kill;

import dev.millrace.torture.disk.TwoProcessesScenario;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Faults that end the process of a service. */
public final class ProcessTroubles {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
    private static final Duration START = Duration.ofMillis(1800);

    private ProcessTroubles() {}

    /** Returns one trouble of each kind. */
    public static List<Trouble> all() {
        return List.of(
                new Trouble("kill -9 under load", ProcessTroubles::kill),
                new Trouble("kill -9 with rows not inserted", ProcessTroubles::killBeforeInsert),
                new Trouble("kill -9 while starting", ProcessTroubles::killWhileStarting),
                new Trouble("SIGTERM under load", ProcessTroubles::stop),
                new Trouble(
                        "second process on one directory",
                        (round, node) -> TwoProcessesScenario.refuse(round, node, "running")));
    }

    private static void kill(Round round, Node node) throws IOException, InterruptedException {
        node.kill();
        node.start();
    }

    private static void killBeforeInsert(Round round, Node node) throws IOException, InterruptedException {
        round.clickHouse().pause();
        round.sleepBetween(300, 800);
        node.kill();
        if (round.random().nextBoolean()) {
            round.clickHouse().resume();
        }
        node.start();
        round.clickHouse().resume();
    }

    private static void killWhileStarting(Round round, Node node) throws IOException, InterruptedException {
        node.kill();
        node.launch();
        round.sleepBetween(Duration.ZERO, START);
        node.kill();
        node.start();
    }

    private static void stop(Round round, Node node) throws IOException, InterruptedException {
        OptionalInt code = node.stop(STOP_TIMEOUT);
        round.demand(code.equals(OptionalInt.of(0)), "SIGTERM ended it with " + code);
        if (node.isAlive()) {
            node.kill();
        }
        node.start();
    }
}
