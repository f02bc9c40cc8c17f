package dev.millrace.torture.clickhouse;

import dev.millrace.processes.Database;
import dev.millrace.torture.proxy.Fault;
import dev.millrace.torture.proxy.FaultProxy;
import dev.millrace.torture.proxy.Victims;
import dev.millrace.torture.round.ClickHouse;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** The line from services to ClickHouse, with a proxy in it for each shard. Faults strike the shards that are struck. For the scenario's thread. */
public final class Line {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Round round;
    private final List<FaultProxy> proxies;
    private final Map<String, Long> told = new TreeMap<>();

    private Line(Round round, List<FaultProxy> proxies) {
        this.round = round;
        this.proxies = List.copyOf(proxies);
    }

    /** Puts proxies into the line of the round's first node, which is started after this. */
    static Line of(Round round) throws IOException {
        return of(round, List.of(round.node()));
    }

    /** Puts proxies into the line of these nodes, which are started after this. */
    public static Line of(Round round, List<Node> nodes) throws IOException {
        List<Database> shards = round.clickHouse().shards();
        boolean isOne = shards.size() == 1;
        List<FaultProxy> proxies = isOne
                ? List.of(FaultProxy.to(shards.getFirst().url()))
                : FaultProxy.toShards(shards.stream().map(Database::url).toList());
        String url = isOne ? proxies.getFirst().url().toString() : FaultProxy.urlOf(proxies);
        proxies.forEach(round::atEnd);
        for (Node node : nodes) {
            node.set("MILLRACE_CLICKHOUSE_URL", url);
            node.set("MILLRACE_CLICKHOUSE_INSERT_TIMEOUT", "500ms");
        }
        return new Line(round, proxies);
    }

    private List<FaultProxy> struck() {
        ClickHouse clickHouse = round.clickHouse();
        List<FaultProxy> struck = new ArrayList<>();
        for (int i = 0; i < proxies.size(); i++) {
            if (clickHouse.isStruck(i)) {
                struck.add(proxies.get(i));
            }
        }
        return struck;
    }

    /** Applies a fault to these requests from now on. */
    void strike(Victims victims, Fault fault) {
        struck().forEach(proxy -> proxy.strike(victims, fault));
    }

    /** Applies a function of faults, one for each shard, to these requests from now on. */
    void strike(Victims victims, Supplier<Function<Long, Fault>> faults) {
        struck().forEach(proxy -> proxy.strike(victims, faults.get()));
    }

    /** The next of these requests, to whichever shard, meets that fault, and no other. */
    void strikeOnce(Victims victims, Fault fault) {
        AtomicBoolean isDone = new AtomicBoolean();
        strike(victims, () -> _ -> isDone.getAndSet(true) ? Fault.NONE : fault);
    }

    /** Closes the port and resets every connection. */
    void refuse() throws IOException {
        for (FaultProxy proxy : struck()) {
            proxy.refuse();
        }
    }

    /** Listens again. */
    void listen() throws IOException {
        for (FaultProxy proxy : proxies) {
            proxy.listen();
        }
    }

    /** Returns how often this fault has really struck. */
    long struckBy(String name) {
        return proxies.stream().mapToLong(proxy -> proxy.struckBy(name)).sum();
    }

    /** Waits until a fault has struck so often; the round fails if it does not. */
    void awaitStruck(String name, long times) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (struckBy(name) < times) {
            if (System.nanoTime() > until) {
                round.demand(false, "'%s' struck %s times in %s".formatted(name, struckBy(name), PATIENCE));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Ends all faults; the round counts those that have struck since the last call. */
    public void calm() throws IOException {
        proxies.forEach(FaultProxy::calm);
        listen();
        Map<String, Long> all = new TreeMap<>();
        proxies.forEach(proxy -> proxy.struck().forEach((name, times) -> all.merge(name, times, Long::sum)));
        all.forEach((name, times) -> {
            long more = times - told.getOrDefault(name, 0L);
            if (more > 0) {
                round.struck(name, more);
            }
            told.put(name, times);
        });
    }
}
