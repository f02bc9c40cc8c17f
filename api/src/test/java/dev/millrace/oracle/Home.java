package dev.millrace.oracle;

import dev.millrace.drain.DrainLine;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What stays of a node when it is killed: its number, its data and its gate; and the node that runs there now, with what it is doing. */
final class Home implements AutoCloseable {
    private final int number;
    private final String kind;
    private final Predicate<Instant> wantedHours;
    private final Gate gate;
    private final Map<String, Object> properties = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private final Map<DrainLine, Operation> drains = new HashMap<>();

    /** Shards, by their index, that the node has not looked at since it was started. */
    private final Set<Integer> unseen = new HashSet<>();

    private Node node;

    /** Starts the first node there. */
    Home(
            int number,
            Databases databases,
            Path dataDir,
            String kind,
            Predicate<Instant> wantedHours,
            Map<String, Object> settings)
            throws Exception {
        this.number = number;
        this.kind = kind;
        this.wantedHours = wantedHours;
        this.gate = new Gate(databases.all().stream().map(TestClickHouse::url).toList());
        properties.putAll(databases.all().getFirst().properties());
        properties.putAll(gate.properties());
        for (int shard = 1; shard <= databases.all().size(); shard++) {
            properties.put("millrace.shard.%s.number".formatted(shard), shard);
        }
        properties.put("millrace.port", -1);
        properties.put("millrace.data-dir", dataDir.toString());
        properties.put("millrace.buffer.force-interval", "0s");
        properties.put("millrace.intake.node", number);
        properties.put("millrace.intake.stored-timeout", "10m");
        properties.put("millrace.clickhouse.shard-patience", "10m");
        properties.putAll(settings);
        this.node = start();
    }

    private Node start() throws InterruptedException {
        Node started = Node.startBesideOutages(properties, kind, wantedHours);
        for (int shard = 0; shard < shards(); shard++) {
            unseen.add(shard);
        }
        node = started;
        lookAtShards();
        return started;
    }

    /** Does what the drain's threads do before they take anything, in shards that answer. */
    void lookAtShards() throws InterruptedException {
        for (int shard : List.copyOf(unseen)) {
            if (node.lines().lookAt(shard)) {
                unseen.remove(shard);
            }
        }
    }

    int number() {
        return number;
    }

    int shards() {
        return (int) gate.properties().get("millrace.clickhouse.shards");
    }

    Gate gate() {
        return gate;
    }

    Node node() {
        return node;
    }

    /** What it is doing, the oldest first. */
    List<Operation> operations() {
        operations.removeIf(Operation::hasEnded);
        drains.values().removeIf(Operation::hasEnded);
        return operations;
    }

    /** Makes it do something, of which nothing happens yet. */
    Operation begin(String name, Operation.Work work) {
        Operation operation = new Operation("node %s %s".formatted(number, name), gate, work);
        operations.add(operation);
        return operation;
    }

    /** Makes it store a chunk, of the buffer or of what is parked for a shard; null if there is nothing to do, or it is being done. */
    @Nullable
    Operation beginDrain(RandomGenerator random, int maxRows, IntPredicate isThere) {
        operations();
        List<DrainLine> ready = new ArrayList<>();
        List<DrainLine> lines = node.lines().all();
        for (int i = 0; i < lines.size(); i++) {
            // What is parked for a shard is tried again and again while that is away: nothing would move.
            boolean canBegin = i == 0 || (!unseen.contains(i - 1) && isThere.test(i - 1));
            if (canBegin && !drains.containsKey(lines.get(i)) && !lines.get(i).isEmpty()) {
                ready.add(lines.get(i));
            }
        }
        if (ready.isEmpty()) {
            return null;
        }
        DrainLine line = ready.get(random.nextInt(ready.size()));
        Operation drain =
                begin("%s, %s rows".formatted(line.name(), maxRows), () -> line.storeNext(maxRows, this::runs));
        drains.put(line, drain);
        return drain;
    }

    private boolean runs() {
        return !gate.isCut();
    }

    boolean isDrained() {
        return node.lines().all().stream().allMatch(DrainLine::isEmpty);
    }

    /**
     * Ends the process in the middle of all that it does. Each statement that is held is lost on its way, or its answer is.
     *
     * @param changed called when a statement may have been executed
     */
    void kill(RandomGenerator random, List<String> history, Operation.Work changed) throws Exception {
        gate.cut(true);
        for (Operation operation : operations()) {
            if (operation.hasBegun() && !operation.hasEnded()) {
                Operation.Fate fate = random.nextBoolean() ? Operation.Fate.DROPPED : Operation.Fate.UNANSWERED;
                history.add("  %s %s %s".formatted(operation.name(), fate, operation.heldAt()));
                operation.move(fate);
                changed.run();
            }
        }
        operations.clear();
        drains.clear();
        node.close();
    }

    /** Starts a node where one was killed. */
    void startAgain() throws InterruptedException {
        gate.cut(false);
        node = start();
    }

    @Override
    public void close() throws IOException {
        gate.cut(true);
        try {
            for (Operation operation : operations()) {
                if (operation.hasBegun()) {
                    operation.move(Operation.Fate.DROPPED);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            node.close();
            gate.close();
        }
    }
}
