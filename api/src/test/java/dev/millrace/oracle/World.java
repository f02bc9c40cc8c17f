package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.TestClock;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and shards, and what happens to them at random whatever kind of event they take: time, drains one statement after the other, kills,
 * and shards that go away and come back.
 */
final class World implements AutoCloseable {
    /** A node that was killed goes on with versions that are so far ahead of its clock at most. */
    private static final Duration RESERVED = Duration.ofSeconds(3);

    private final boolean hasBrokers;
    private final Databases databases;
    private final SplittableRandom random;
    private final TestClock clock;
    private final Times times;
    private final String kind;
    private final List<String> tables;
    private final Set<Instant> hours = new HashSet<>();
    private final List<String> history = new ArrayList<>();
    private final List<Home> homes = new ArrayList<>();
    private final Set<Integer> away = new TreeSet<>();
    private final Action changed;
    private final WorldRollups rollups;

    /** Something that may fail. */
    interface Action {
        void run() throws Exception;
    }

    /**
     * Starts in tables without rows.
     *
     * @param kind whose rollups are computed
     * @param tables all that hold anything
     * @param settings beside the usual
     * @param changed is called behind each statement that may have changed what a report reads
     */
    World(
            Setting setting,
            Databases databases,
            Path dataDir,
            long seed,
            String kind,
            List<String> tables,
            Map<String, Object> settings,
            Action changed)
            throws Exception {
        this.hasBrokers = setting.hasBrokers();
        this.databases = databases;
        this.random = new SplittableRandom(seed);
        this.kind = kind;
        this.tables = List.copyOf(tables);
        this.changed = changed;
        // Near midnight, so that days, which are partitions, change.
        Instant start = Instant.parse("2026-03-10T22:10:00Z").plusSeconds(random.nextInt(4 * 3600));
        this.clock = TestClock.named("oracle-" + seed, start);
        this.times = new Times(random, clock, start);
        this.rollups = new WorldRollups(this);
        Map<String, Object> all = new HashMap<>(settings);
        all.put("test.clock", "oracle-" + seed);
        if (setting.hasBrokers()) {
            all.put("test.log", "oracle-" + seed);
            all.put("millrace.kafka.bootstrap-servers", "no-brokers.invalid:9092");
            all.put("millrace.kafka.log.mode", "on");
            all.put("millrace.kafka.log.partitions", 2 * setting.shards());
        }
        for (int number = 0; number < setting.nodes(); number++) {
            homes.add(new Home(number, databases, dataDir.resolve("node-" + number), kind, hours::contains, all));
        }
        for (String table : tables) {
            databases.lines("TRUNCATE TABLE millrace." + table);
        }
    }

    SplittableRandom random() {
        return random;
    }

    Databases databases() {
        return databases;
    }

    Times times() {
        return times;
    }

    /** What computes rollups. */
    WorldRollups rollups() {
        return rollups;
    }

    /** Whose rollups are computed. */
    String kind() {
        return kind;
    }

    /** All nodes. */
    List<Home> homes() {
        return homes;
    }

    /** Any node. */
    Home home() {
        return homes.get(random.nextInt(homes.size()));
    }

    /** True if the shard, by its index, answers. */
    boolean isThere(int shard) {
        return !away.contains(shard);
    }

    boolean allThere() {
        return away.isEmpty();
    }

    /** Adds a line to the history. */
    void note(String line) {
        history.add(line);
    }

    /** What happened so far, a line for each step, and what the tables hold. */
    String history() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(String.join("\n", history));
        for (TestClickHouse shard : databases.all()) {
            for (String table : tables) {
                text.append("\n%s:\n%s"
                        .formatted(table, shard.query("SELECT * FROM millrace.%s LIMIT 60".formatted(table))));
            }
        }
        return text.toString();
    }

    /** An event is in this hour, so it is worth sealing. */
    void wants(Instant time) {
        hours.add(time.truncatedTo(ChronoUnit.HOURS));
    }

    /** The hours that an event is in. */
    Set<Instant> wantedHours() {
        return Set.copyOf(hours);
    }

    /** Lets a moment pass, so that what is accepted now has a higher version than what any node accepted before. */
    void tick() {
        advance(Duration.ofMillis(1));
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    void passTime() {
        clock.advance(Duration.ofMinutes(random.nextInt(180)));
        note("it is " + clock.instant());
    }

    /** Lets one statement of an operation go on. */
    void move(Operation operation) throws Exception {
        move(operation, Operation.Fate.EXECUTED);
    }

    private void move(Operation operation, Operation.Fate fate) throws Exception {
        note("  %s: %s %s".formatted(operation.name(), fate, operation.heldAt()));
        operation.move(fate);
        changed.run();
    }

    /** Lets an operation come to its end. */
    void finish(Operation operation) throws Exception {
        while (!operation.hasEnded()) {
            move(operation);
        }
    }

    /** A node begins to store a chunk. */
    @Nullable
    Operation beginDrain(Home home) {
        Operation drain = home.beginDrain(random, 1 + random.nextInt(4), this::isThere);
        if (drain != null) {
            note("begin " + drain.name());
        }
        return drain;
    }

    /** Some statements of whatever is under way go on. */
    void moveSome() throws Exception {
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            List<Operation> all = new ArrayList<>();
            homes.forEach(home -> all.addAll(home.operations()));
            if (all.isEmpty()) {
                return;
            }
            Operation operation = all.get(random.nextInt(all.size()));
            boolean mayFail = operation.name().contains("drain") && operation.hasBegun();
            move(
                    operation,
                    mayFail && random.nextInt(30) == 0
                            ? (random.nextBoolean() ? Operation.Fate.DROPPED : Operation.Fate.UNANSWERED)
                            : Operation.Fate.EXECUTED);
        }
    }

    /** Several come to their end, now a statement of one and now of another. */
    void finishTogether(List<Operation> operations) throws Exception {
        List<Operation> left = new ArrayList<>(operations);
        while (!left.isEmpty()) {
            move(left.get(random.nextInt(left.size())));
            left.removeIf(Operation::hasEnded);
        }
    }

    /** Everything that a node took is stored, by whichever node. */
    void drainOf(Home home) throws Exception {
        drain(home);
        if (hasBrokers) {
            for (Home other : homes) {
                drain(other);
            }
        }
    }

    /** Everything that a node has to store is stored. */
    private void drain(Home home) throws Exception {
        for (Operation operation : List.copyOf(home.operations())) {
            if (operation.name().contains("drain")) {
                finish(operation);
            }
        }
        for (Operation drain = beginDrain(home); drain != null; drain = beginDrain(home)) {
            finish(drain);
        }
    }

    /** What is under way on all nodes ends, and everything is stored. */
    void drainEverything() throws Exception {
        // The events of a batch have ticks of their own, so its last versions are ahead of a clock that stands still.
        tick();
        bringBack();
        for (Home home : homes) {
            for (Operation operation : List.copyOf(home.operations())) {
                finishWithRollups(home, operation);
            }
        }
        do {
            for (Home home : homes) {
                drain(home);
            }
            // What the last one forwarded may be for the first one to store.
        } while (hasBrokers && !homes.stream().allMatch(Home::isDrained));
        assertThat(homes).as("nodes whose buffers are empty").allMatch(Home::isDrained);
    }

    /** An erasure waits for rollups. */
    void finishWithRollups(Home home, Operation operation) throws Exception {
        for (int i = 1; !operation.hasEnded(); i++) {
            move(operation);
            if (i % 8 == 0 && operation.name().contains("erase")) {
                for (int shard = 0; shard < home.shards(); shard++) {
                    home.node().rollup(shard).recomputeMarked();
                }
            }
        }
        if (operation.failure() != null) {
            throw new AssertionError(operation.name() + " failed", operation.failure());
        }
    }

    /** Ends a process in the middle of all that it does, and starts another one. */
    void kill(Home home) throws Exception {
        note("kill node " + home.number());
        home.kill(random, history, changed::run);
        clock.advance(RESERVED);
        home.startAgain();
    }

    /** A shard is away for all nodes, or one that was comes back. Never all are away. */
    void goAwayOrComeBack() throws Exception {
        if (!away.isEmpty()) {
            bringBack();
        } else if (databases.all().size() > 1) {
            int shard = random.nextInt(databases.all().size());
            // What is parked is tried again and again while its shard is away: the operation would not come to an end.
            for (Home home : homes) {
                for (Operation operation : List.copyOf(home.operations())) {
                    if (operation.name().contains("drain of shard")) {
                        finish(operation);
                    }
                }
            }
            note("shard %s is away".formatted(shard + 1));
            away.add(shard);
            homes.forEach(home -> home.gate().away(shard, true));
        }
    }

    private void bringBack() throws InterruptedException {
        for (int shard : away) {
            note("shard %s is back".formatted(shard + 1));
            homes.forEach(home -> home.gate().away(shard, false));
        }
        away.clear();
        for (Home home : homes) {
            home.lookAtShards();
        }
    }

    @Override
    public void close() throws IOException {
        for (Home home : homes) {
            home.close();
        }
    }
}
