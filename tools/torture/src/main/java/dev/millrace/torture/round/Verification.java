package dev.millrace.torture.round;

import dev.millrace.processes.Counters;
import dev.millrace.processes.Scrape;
import dev.millrace.torture.check.Check;
import dev.millrace.torture.check.Finding;
import dev.millrace.torture.journal.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What comes after every scenario: everything is started, drained, checked, restarted, drained and checked again. */
final class Verification {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Round round;
    private final Set<String> counters = new TreeSet<>();

    Verification(Round round) {
        this.round = round;
    }

    Check.Result run() throws IOException, InterruptedException {
        round.load().stop();
        if (!round.clickHouse().isAlive()) {
            round.clickHouse().startAgain();
        }
        for (Node node : round.nodes()) {
            round.demand(!node.diedByItself(), node.url() + " ended by itself");
            if (!node.isAlive()) {
                node.launch();
            }
        }
        awaitDrained();
        for (Round.Step step : round.stepsWhenDrained()) {
            step.run();
        }
        for (Node node : round.nodes()) {
            List<String> wrong = Counters.findings(Scrape.of(node.service()));
            wrong.forEach(text -> round.findings().add(new Finding(Finding.Kind.COUNTERS, text)));
            counters.add(wrong.isEmpty() ? "add up" : "do not add up");
        }
        List<Entry> history = round.journal().history();
        Check.Result first = check(history);
        round.findings().addAll(first.findings());
        for (Node node : round.nodes()) {
            OptionalInt code = node.stop(STOP_TIMEOUT);
            round.demand(code.equals(OptionalInt.of(0)), "SIGTERM ended it with " + code);
            node.launch();
        }
        awaitDrained();
        Check.Result second = check(history);
        first.changesTo(second).ifPresent(round.findings()::add);
        second.findings().stream()
                .filter(finding -> finding.kind() == Finding.Kind.REPORT)
                .forEach(round.findings()::add);
        return first;
    }

    /** What the counters of all nodes, at the first check, say. */
    String counters() {
        return String.join(", ", counters);
    }

    private Check.Result check(List<Entry> history) throws IOException, InterruptedException {
        return new Check(round.clickHouse().admin(), round.ids())
                .run(round.nodes().getFirst().service(), history, round.explained());
    }

    private void awaitDrained() throws IOException, InterruptedException {
        for (Node node : round.nodes()) {
            node.service().awaitReady();
            node.awaitDrained();
        }
    }
}
