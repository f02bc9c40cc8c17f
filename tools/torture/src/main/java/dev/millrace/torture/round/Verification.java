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

/** Verifies a round after every scenario: starts everything, drains, checks, restarts, drains and checks again. */
public final class Verification {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Round round;
    private final Set<String> counters = new TreeSet<>();

    /** Makes the verification for the end of a round, or for a checkpoint in it. */
    public Verification(Round round) {
        this.round = round;
    }

    /** Runs all steps. */
    public Check.Result run() throws IOException, InterruptedException {
        settle();
        for (Round.Step step : round.stepsWhenDrained()) {
            step.run();
        }
        checkCounters();
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

    /** Runs the steps without restarting services. */
    public Check.Result runShort() throws IOException, InterruptedException {
        settle();
        checkCounters();
        Check.Result result = check(round.journal().history());
        round.findings().addAll(result.findings());
        return result;
    }

    /** Stops the load, starts what is down, and waits until the backlog is empty. */
    private void settle() throws IOException, InterruptedException {
        round.load().stop();
        round.clickHouse().startAgain();
        for (Node node : round.nodes()) {
            round.demand(!node.diedByItself(), node.url() + " ended by itself");
            if (!node.isAlive()) {
                node.launch();
            }
        }
        awaitDrained();
    }

    /** Checks whether the counters of all nodes add up. */
    private void checkCounters() throws IOException, InterruptedException {
        for (Node node : round.nodes()) {
            List<String> wrong = Counters.findings(Scrape.of(node.service()));
            wrong.forEach(text -> round.findings().add(new Finding(Finding.Kind.COUNTERS, text)));
            counters.add(wrong.isEmpty() ? "add up" : "do not add up");
        }
    }

    /** Describes the counters of all nodes at the first check. */
    public String counters() {
        return String.join(", ", counters);
    }

    /** Holds rows and reports against that history. */
    Check.Result check(List<Entry> history) throws IOException, InterruptedException {
        restartClickHouse();
        return new Check(round.clickHouse().sql(), round.ids())
                .run(round.nodes().getFirst().service(), history, round.explained());
    }

    /** A ClickHouse that ends though nobody ended it is one more fault that the service has to survive. */
    private void restartClickHouse() throws IOException {
        int restarted = round.clickHouse().restartDied();
        if (restarted > 0) {
            round.struck("ClickHouse ended by itself", restarted);
        }
    }

    private void awaitDrained() throws IOException, InterruptedException {
        for (Node node : round.nodes()) {
            node.service().awaitReady(this::restartClickHouse);
            node.awaitDrained(this::restartClickHouse);
        }
    }
}
