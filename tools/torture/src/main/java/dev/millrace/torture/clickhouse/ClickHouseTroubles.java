package dev.millrace.torture.clickhouse;

import dev.millrace.torture.proxy.CannedReply;
import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Faults of ClickHouse, one shard or all, and of the line to it, while services run on. */
public final class ClickHouseTroubles {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Line line;

    private ClickHouseTroubles(Line line) {
        this.line = line;
    }

    /** Returns one trouble of each kind. */
    public static List<Trouble> all(Line line) {
        ClickHouseTroubles troubles = new ClickHouseTroubles(line);
        return List.of(
                new Trouble("ClickHouse killed in an insert", (round, _) -> troubles.kill(round)),
                new Trouble("ClickHouse stopped", (round, _) -> stop(round)),
                new Trouble("ClickHouse held in an insert", (round, _) -> troubles.freeze(round)),
                new Trouble("answers that are not ClickHouse's", (round, _) -> troubles.answer(round)),
                new Trouble("replies lost or held", (round, _) -> troubles.loseReplies(round)),
                new Trouble("connections cut in a body", (round, _) -> troubles.cut(round)),
                new Trouble("slow line", (round, _) -> troubles.slow(round)),
                new Trouble("connections refused", (round, _) -> troubles.refuse(round)),
                new Trouble("table detached", (round, _) -> detach(round)));
    }

    private void kill(Round round) throws IOException, InterruptedException {
        String name = "kill -9 in an insert";
        long before = line.struckBy(name);
        line.strikeOnce(Victims.ROWS, new Fault.Meanwhile(name, round.random().nextDouble(), round.clickHouse()::kill));
        awaitMore(name, before);
        round.clickHouse().kill();
        round.sleepBetween(0, 1500);
        round.clickHouse().startAgain();
        line.calm();
    }

    private static void stop(Round round) throws IOException, InterruptedException {
        round.clickHouse().stop();
        round.sleepBetween(0, 3000);
        round.clickHouse().startAgain();
    }

    private void freeze(Round round) throws IOException, InterruptedException {
        String name = "SIGSTOP in an insert";
        long before = line.struckBy(name);
        double share = round.random().nextBoolean() ? 1 : round.random().nextDouble();
        line.strikeOnce(Victims.ROWS, new Fault.Meanwhile(name, share, () -> FrozenScenario.freeze(round)));
        awaitMore(name, before);
        round.sleepBetween(500, 2500);
        round.clickHouse().resume();
        line.calm();
    }

    private void answer(Round round) throws IOException, InterruptedException {
        Random random = new Random(round.random().nextLong());
        List<CannedReply> replies = CannedReply.oneOfEach(random);
        CannedReply reply = replies.get(random.nextInt(replies.size()));
        long before = line.struckBy(reply.name());
        line.strike(random.nextInt(3) == 0 ? Victims.ALL : Victims.ROWS, new Fault.Answer(reply));
        awaitMore(reply.name(), before);
        round.sleepBetween(0, 1000);
        line.calm();
    }

    private void loseReplies(Round round) throws IOException, InterruptedException {
        Random random = new Random(round.random().nextLong());
        line.strike(Victims.INSERTS, () -> length -> RepliesScenario.next(random, length));
        round.sleepBetween(500, 3000);
        line.calm();
    }

    private void cut(Round round) throws IOException, InterruptedException {
        line.strike(
                Victims.ROWS,
                () -> new CutsScenario.Walk(new Random(round.random().nextLong())));
        round.sleepBetween(500, 2500);
        line.calm();
    }

    private void slow(Round round) throws IOException, InterruptedException {
        line.strike(Victims.ALL, new Fault.Slow(5_000 << round.random().nextInt(6)));
        round.sleepBetween(500, 2000);
        line.calm();
    }

    private void refuse(Round round) throws IOException, InterruptedException {
        line.refuse();
        round.sleepBetween(200, 2000);
        line.calm();
    }

    private static void detach(Round round) throws IOException, InterruptedException {
        List<String> tables =
                List.of("traffic", "traffic_edit", "traffic_mark", "sensor_reading", "sensor_reading_mark");
        String table = tables.get(round.random().nextInt(tables.size()));
        round.clickHouse().sql().execute("DETACH TABLE millrace." + table);
        round.sleepBetween(200, 900);
        round.clickHouse().sql().execute("ATTACH TABLE millrace." + table);
    }

    /** Waits until the fault has struck once more, or there seems to be no such request. */
    private void awaitMore(String name, long before) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (line.struckBy(name) <= before && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
