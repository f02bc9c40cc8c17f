package dev.millrace.torture.clickhouse;

import dev.millrace.torture.proxy.CannedReply;
import dev.millrace.torture.proxy.End;
import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** ClickHouse stores rows and its reply is lost, whole or in part, or does not come to its end. */
final class RepliesScenario implements Scenario {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "clickhouse-replies";
    }

    @Override
    public String description() {
        return "replies lost after the commit, half replies, replies and requests that stop in their middle without an end";
    }

    @Override
    public void run(Round round) throws Exception {
        Line line = Line.of(round);
        round.node().set("MILLRACE_CLICKHOUSE_INSERT_TIMEOUT", "300ms");
        round.startWithLoad();
        awaitEndlessReply(round, line);
        Random random = new Random(round.random().nextLong());
        line.strike(Victims.INSERTS, () -> length -> next(random, length));
        TimeUnit.NANOSECONDS.sleep((round.options().isLong() ? LONG : SHORT).toNanos());
        line.calm();
        round.sleepBetween(0, 300);
    }

    /** Holds a reply for longer than the service may wait: a service that waited for its end would store nothing more. */
    private static void awaitEndlessReply(Round round, Line line) throws Exception {
        CannedReply endless = CannedReply.short200(End.HOLD);
        line.strikeOnce(Victims.ROWS, new Fault.Answer(endless));
        line.awaitStruck(endless.name(), 1);
        round.demand(
                Inserts.WRITTEN.awaitMoreThan(Inserts.WRITTEN.of(round.node()), round.node(), PATIENCE),
                "a reply without an end holds up the drain");
    }

    static Fault next(Random random, long length) {
        // Most are resets, because each that is held costs the whole timeout.
        End end = random.nextInt(6) == 0 ? End.HOLD : End.RESET;
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Fault.CutReply(0, end);
            case 2, 3 -> new Fault.CutReply(random.nextDouble(), end);
            case 4 -> new Fault.Answer(CannedReply.short200(end));
            case 5 -> new Fault.CutRequest(random.nextLong(-1, Math.max(1, length)), end);
            default -> Fault.NONE;
        };
    }
}
