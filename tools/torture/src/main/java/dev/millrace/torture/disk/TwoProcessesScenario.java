package dev.millrace.torture.disk;

import dev.millrace.processes.Service;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/** Starts a second service on the directory of one that runs, is held, and runs again: it has to refuse, in one sentence. */
public final class TwoProcessesScenario implements Scenario {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String SENTENCE = "Millrace cannot start: The buffer directory";

    @Override
    public String name() {
        return "two-processes";
    }

    @Override
    public String description() {
        return "a second process on one directory, also while the first is held by SIGSTOP, and after SIGCONT";
    }

    @Override
    public void run(Round round) throws Exception {
        Node node = round.node();
        round.startWithLoad();
        round.sleepBetween(0, 300);
        refuse(round, node, "running");
        node.service().pause();
        try {
            refuse(round, node, "held");
        } finally {
            node.service().resume();
        }
        refuse(round, node, "running again");
    }

    /** Starts a second process beside that one, which has to end at once. */
    public static void refuse(Round round, Node node, String first) throws IOException, InterruptedException {
        Path log = round.directory().resolve("second-%s.log".formatted(first.replace(' ', '-')));
        Files.deleteIfExists(log);
        try (Service second = node.launchBeside(log)) {
            OptionalInt code = second.awaitExit(START_TIMEOUT);
            String output = Files.readString(log);
            long sentences =
                    output.lines().filter(line -> line.contains(SENTENCE)).count();
            round.struck("second process while the first is " + first);
            round.demand(
                    code.isPresent() && code.getAsInt() != 0 && sentences == 1,
                    "a second process, while the first is %s, ended with %s and said: %s"
                            .formatted(first, code, output));
        }
    }
}
