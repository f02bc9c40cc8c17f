package dev.millrace.torture.clickhouse;

import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** ClickHouse stands still in the middle of an insert; the service gives up on it, and the insert is done later all the same. */
final class FrozenScenario implements Scenario {
    private static final String FAULT = "SIGSTOP in an insert";
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "clickhouse-frozen";
    }

    @Override
    public String description() {
        return "SIGSTOP of ClickHouse in the middle of an insert, SIGCONT after the service has given up and tried again";
    }

    @Override
    public void run(Round round) throws Exception {
        Line line = Line.of(round);
        round.startWithLoad();
        round.sleepBetween(0, 500);
        // Often all of the body is there: then ClickHouse commits what nobody waits for any more.
        double share = round.random().nextBoolean() ? 1 : round.random().nextDouble();
        line.strikeOnce(Victims.ROWS, new Fault.Meanwhile(FAULT, share, () -> freeze(round)));
        line.awaitStruck(FAULT, 1);
        TimeUnit.NANOSECONDS.sleep((round.options().isLong() ? LONG : SHORT).toNanos());
        // The insert may have been answered just before; then the next one is given up, which a busy machine begins
        // late.
        long until = System.nanoTime() + MOST.toNanos();
        while (!hasGivenUp(round) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        round.clickHouse().resume();
        line.calm();
        round.demand(hasGivenUp(round), "no insert was given up");
        round.sleepBetween(0, 500);
    }

    /** Rows of one shard of several are parked, and another line says so. */
    private static boolean hasGivenUp(Round round) throws IOException {
        String log = round.node().log();
        return log.contains("could not be stored") || log.contains("could not store");
    }

    static void freeze(Round round) {
        try {
            round.clickHouse().pause();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
