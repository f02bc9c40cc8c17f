package dev.millrace.torture.stop;

import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.load.LoadPlan;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks the service to stop under load: it answers the requests that it has read, drains for a bounded time and ends with 0. With a paused
 * ClickHouse it does so, too, and the next start drains the rest.
 */
public final class StopScenario implements Scenario {
    /** Time for requests under way, reports, and closing files, besides the bound of the drain. */
    private static final Duration MORE_THAN_DRAIN = Duration.ofSeconds(20);

    /** Long enough to store everything with a running ClickHouse, on a busy machine, too; with a paused one the time passes in vain. */
    private static final int DRAIN_SECONDS = 10;

    private static final int DRAIN_SECONDS_HELD = 2;

    private final boolean isHeld;

    /** @param isHeld whether ClickHouse is paused */
    public StopScenario(boolean isHeld) {
        this.isHeld = isHeld;
    }

    @Override
    public String name() {
        return isHeld ? "sigterm-outage" : "sigterm";
    }

    @Override
    public String description() {
        return "SIGTERM under load"
                + (isHeld ? " while ClickHouse is held" : "")
                + ": requests that were read are answered, bounded drain, exit code 0";
    }

    @Override
    public void run(Round round) throws Exception {
        Node node = round.node();
        int drainSeconds = isHeld ? DRAIN_SECONDS_HELD : DRAIN_SECONDS;
        node.set("MILLRACE_DRAIN_STOP_TIMEOUT", drainSeconds + "s");
        round.startWithLoad(LoadPlan.NORMAL.withSenders(16).withEventsPerSecond(8000));
        round.sleepBetween(300, 900);
        if (isHeld) {
            round.clickHouse().pause();
            round.sleepBetween(100, 500);
        }
        Duration bound = MORE_THAN_DRAIN.plusSeconds(drainSeconds);
        long begun = System.nanoTime();
        OptionalInt code = node.stop(bound);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        round.struck("SIGTERM under load");
        round.demand(code.equals(OptionalInt.of(0)), "SIGTERM: exit code %s after %s".formatted(code, took));
        if (code.isEmpty()) {
            node.kill();
        }
        round.load().stop();
        if (isHeld) {
            round.clickHouse().resume();
        } else {
            round.demand(
                    !node.log().contains("stay in the buffer"),
                    "it left rows in the buffer though ClickHouse took them");
        }
        round.whenDrained(() -> checkUnanswered(round));
    }

    /** A request whose connection ended without an answer must not have been read: nothing that only it carried is stored. */
    private static void checkUnanswered(Round round) throws IOException, InterruptedException {
        List<Entry> history = round.journal().history();
        Set<Long> answered = new HashSet<>();
        history.stream()
                .filter(entry -> entry.answer().outcome() != Outcome.RESET)
                .forEach(entry -> entry.request().ids().forEach(answered::add));
        Set<Long> stored = round
                .clickHouse()
                .sql()
                .rows("SELECT DISTINCT request_id FROM millrace.traffic WHERE user_id BETWEEN %s AND %s"
                        .formatted(round.ids().firstUser(), round.ids().lastUser()))
                .stream()
                .map(row -> Long.valueOf(row[0]))
                .collect(Collectors.toSet());
        for (Entry entry : history) {
            if (entry.answer().outcome() == Outcome.RESET) {
                round.struck("connections that ended without an answer");
                round.demand(
                        entry.request().ids().noneMatch(id -> stored.contains(id) && !answered.contains(id)),
                        "request %s was read and stored, and got no answer: %s"
                                .formatted(entry.number(), entry.answer().detail()));
            }
        }
    }
}
