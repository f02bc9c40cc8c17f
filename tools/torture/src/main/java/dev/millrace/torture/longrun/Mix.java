package dev.millrace.torture.longrun;

import dev.millrace.torture.clickhouse.ClickHouseTroubles;
import dev.millrace.torture.clickhouse.Line;
import dev.millrace.torture.disk.DiskTroubles;
import dev.millrace.torture.kill.ProcessTroubles;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.NotPossibleException;
import dev.millrace.torture.round.Round;
import dev.millrace.torture.round.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses what strikes next, and which service. The first service lives for an eighth of the run each time, so that what it uses can be
 * watched; the second one dies at any time.
 */
final class Mix {
    private static final int LIVES_OF_FIRST = 8;

    private static final String INSERT_TIMEOUT = "5s";

    private final Round round;
    private final Line line;
    private final List<Trouble> ofClickHouse;
    private final List<Trouble> ofDisk = new ArrayList<>(DiskTroubles.all());
    private final List<Trouble> ofProcess = ProcessTroubles.all();
    private final Set<String> notPossible = new TreeSet<>();
    private final long lifeNanos;
    private long firstDiesAt;

    /** Makes the mix for two nodes that were not started yet. */
    Mix(Round round, Duration run) throws IOException, InterruptedException {
        this.round = round;
        this.line = Line.of(round, round.nodes());
        this.ofClickHouse = ClickHouseTroubles.all(line);
        // On a busy machine an erasure makes inserts slow, and nothing would ever be stored with a shorter one.
        round.nodes().forEach(node -> node.set("MILLRACE_CLICKHOUSE_INSERT_TIMEOUT", INSERT_TIMEOUT));
        this.lifeNanos = run.toNanos() / LIVES_OF_FIRST;
        this.firstDiesAt = System.nanoTime() + lifeNanos;
        Node small = round.nodes().getLast();
        try {
            round.atEnd(DiskTroubles.smallDisk(small));
            ofDisk.add(DiskTroubles.full(small));
        } catch (NotPossibleException e) {
            notPossible.add(e.getMessage());
        }
    }

    /** Strikes once, with whatever the random says, and returns what it was. */
    String strike() throws Exception {
        round.clickHouse().chooseStruck(round.random());
        boolean firstDies = System.nanoTime() > firstDiesAt;
        if (firstDies) {
            firstDiesAt = System.nanoTime() + lifeNanos;
        }
        int kind = round.random().nextInt(10);
        boolean isOfProcess = firstDies || kind == 0;
        boolean isOfDisk = !isOfProcess && kind <= 2 && !ofDisk.isEmpty();
        List<Trouble> troubles = isOfProcess ? ofProcess : isOfDisk ? ofDisk : ofClickHouse;
        Trouble trouble = troubles.get(round.random().nextInt(troubles.size()));
        boolean isOfFirst = firstDies || (isOfDisk && round.random().nextBoolean());
        Node node = isOfFirst ? round.nodes().getFirst() : round.nodes().getLast();
        try {
            trouble.action().strike(round, node);
            boolean isOfClickHouse = !isOfProcess && !isOfDisk;
            round.struck(trouble.name() + (isOfClickHouse ? round.clickHouse().which() : ""));
        } catch (NotPossibleException e) {
            ofDisk.remove(trouble);
            notPossible.add(e.getMessage());
        }
        return trouble.name();
    }

    /** Makes whole again what a fault left that was broken off. */
    void heal() throws IOException, InterruptedException {
        round.clickHouse().resume();
        round.clickHouse().startAgain();
        line.calm();
        for (Node node : round.nodes()) {
            if (!node.isAlive()) {
                node.start();
            }
        }
    }

    /** Returns what this machine lacks. */
    Set<String> notPossible() {
        return notPossible;
    }
}
