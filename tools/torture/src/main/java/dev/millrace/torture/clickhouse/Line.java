package dev.millrace.torture.clickhouse;

import dev.millrace.torture.proxy.FaultProxy;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The line from a round's service to ClickHouse, with the proxy in it. For the scenario's thread. */
final class Line {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Round round;
    private final FaultProxy proxy;

    private Line(Round round, FaultProxy proxy) {
        this.round = round;
        this.proxy = proxy;
    }

    /** Puts the proxy into the line of the round's first node, which is started after this. */
    static Line of(Round round) throws IOException {
        FaultProxy proxy = FaultProxy.to(round.clickHouse().url());
        round.atEnd(proxy);
        Node node = round.node();
        node.set("MILLRACE_CLICKHOUSE_URL", proxy.url().toString());
        node.set("MILLRACE_CLICKHOUSE_INSERT_TIMEOUT", "500ms");
        return new Line(round, proxy);
    }

    FaultProxy proxy() {
        return proxy;
    }

    /** Waits until a fault has struck so often; the round fails if it does not. */
    void awaitStruck(String name, long times) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (proxy.struckBy(name) < times) {
            if (System.nanoTime() > until) {
                round.demand(false, "'%s' struck %s times in %s".formatted(name, proxy.struckBy(name), PATIENCE));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Everything passes again; what has struck is told to the round. */
    void calm() throws IOException {
        proxy.calm();
        proxy.listen();
        proxy.struck().forEach(round::struck);
    }
}
