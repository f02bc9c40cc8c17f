package dev.millrace.torture.round;

import dev.millrace.broker.kafka.KafkaCluster;
import dev.millrace.torture.check.Finding;
import dev.millrace.torture.journal.Journal;
import dev.millrace.torture.load.Ids;
import dev.millrace.torture.load.Load;
import dev.millrace.torture.load.LoadPlan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Holds everything that one round of a scenario uses. For the scenario's thread. */
public final class Round implements AutoCloseable {
    /** Small and fast, so that files roll, batches are many, and pauses are short. */
    private static final Map<String, String> SETTINGS = Map.of(
            "MILLRACE_BUFFER_SEGMENT_BYTES", "64KB",
            "MILLRACE_DRAIN_MAX_AGE", "100ms",
            "MILLRACE_DRAIN_MAX_BACKOFF", "300ms",
            "MILLRACE_CLICKHOUSE_CONNECT_TIMEOUT", "1s",
            "MILLRACE_ROLLUP_INTERVAL", "1s",
            "MILLRACE_INTAKE_STORED_TIMEOUT", "1s",
            "MILLRACE_CLICKHOUSE_SHARD_PATIENCE", "1s");

    /** Of the posts of a round with brokers. */
    private static final int REPLICATED_PERCENT = 35;

    /** A multiple of most numbers of shards. */
    private static final String PARTITIONS = "12";

    private final long seed;
    private Ids ids;
    private final Options options;
    private final Path directory;
    private final ClickHouse clickHouse;
    private final @Nullable KafkaCluster brokers;

    /** The prefix of the topics, and the group: of this round only. */
    private final String log;

    private final SplittableRandom random;
    private Journal journal;
    private Load load;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Closeable> others = new ArrayList<>();
    private final List<Step> whenDrained = new ArrayList<>();
    private final Map<String, Long> strikes = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private LongPredicate explained = _ -> false;

    Round(long seed, int number, Options options, Path directory, ClickHouse clickHouse, @Nullable KafkaCluster brokers)
            throws IOException {
        this.brokers = brokers;
        this.log = "torture-" + Long.toHexString(seed) + "-" + System.nanoTime();
        this.seed = seed;
        this.ids = new Ids(number);
        this.options = options;
        this.directory = Files.createDirectories(directory);
        this.clickHouse = clickHouse;
        this.random = new SplittableRandom(seed);
        this.journal = Journal.create(journalFile());
        this.load = new Load(ids, journal, random.nextLong());
        clickHouse.chooseStruck(random);
    }

    /** Begins one with a ClickHouse of its own, which ends with it. */
    public static Round withClickHouse(long seed, Options options, Path directory) throws IOException {
        Shards shards = Shards.start(directory.resolve("clickhouse"), options.shards());
        Round round = new Round(seed, 1, options, directory, new ClickHouse(shards), null);
        round.atEnd(shards::kill);
        return round;
    }

    /**
     * Begins anew with users, ids, sensors, a journal and senders of their own, while services run on. Those of before have to be stopped.
     *
     * @return the journal's file of before
     */
    public Path beginAnew() throws IOException {
        load.close();
        journal.close();
        Path before = journalFile();
        ids = new Ids(ids.number() + 1);
        journal = Journal.create(journalFile());
        load = new Load(ids, journal, random.nextLong());
        return before;
    }

    private Path journalFile() {
        return directory.resolve("journal-" + ids.number());
    }

    /** Decides everything that is left to chance. */
    public SplittableRandom random() {
        return random;
    }

    /** Returns the seed of {@link #random}. */
    public long seed() {
        return seed;
    }

    /** Returns the options of the command line. */
    public Options options() {
        return options;
    }

    /** Returns the directory for files of this round. */
    public Path directory() {
        return directory;
    }

    /** Returns ClickHouse, which a scenario may pause; only scenarios that declare it may end it. */
    public ClickHouse clickHouse() {
        return clickHouse;
    }

    /**
     * Returns the brokers.
     *
     * @throws NotPossibleException if the round has none
     */
    public KafkaCluster brokers() throws NotPossibleException {
        if (brokers == null) {
            throw new NotPossibleException("only with --kafka");
        }
        return brokers;
    }

    /** Returns true if events go through brokers. */
    public boolean hasBrokers() {
        return brokers != null;
    }

    /** The users and ids that the load uses. */
    public Ids ids() {
        return ids;
    }

    /** Returns the journal of requests and answers. */
    public Journal journal() {
        return journal;
    }

    /** The senders. Stopped at the end if nobody did before. */
    public Load load() {
        return load;
    }

    /** The one service that most scenarios need; not started yet when first asked for. */
    public Node node() throws IOException {
        return nodes.isEmpty() ? addNode(Map.of()) : nodes.getFirst();
    }

    /** Adds a service, with settings that override the usual ones; each has a number of its own. */
    public Node addNode(Map<String, String> settings) throws IOException {
        return addNode(directory.resolve("node-" + nodes.size()), settings);
    }

    /** Adds a service that keeps its log in that directory and its data below. */
    public Node addNode(Path home, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(clickHouse.environment());
        all.put("MILLRACE_INTAKE_NODE", Integer.toString(nodes.size()));
        if (brokers != null) {
            all.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", brokers.bootstrapServers());
            all.put("MILLRACE_KAFKA_LOG_MODE", "on");
            all.put("MILLRACE_KAFKA_LOG_TOPIC_PREFIX", log);
            all.put("MILLRACE_KAFKA_LOG_GROUP_ID", log);
            all.put("MILLRACE_KAFKA_LOG_PARTITIONS", PARTITIONS);
            all.put("MILLRACE_KAFKA_SESSION_TIMEOUT", "6s");
        }
        all.putAll(settings);
        Node node = new Node(home, all, () -> journal.died(), hasBrokers());
        nodes.add(node);
        return node;
    }

    /** Returns all services of the round. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Starts the service and the usual senders. */
    public void startWithLoad() throws IOException, InterruptedException {
        startWithLoad(LoadPlan.NORMAL);
    }

    /** Starts the service and senders. */
    public void startWithLoad(LoadPlan plan) throws IOException, InterruptedException {
        node().startReady();
        load.start(
                hasBrokers() ? plan.withLevels(plan.memoryPercent(), plan.storedPercent(), REPLICATED_PERCENT) : plan,
                node().url());
    }

    /** Waits until something holds; otherwise that is a finding. True if it held. */
    public boolean await(Duration patience, String what, Condition condition) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                demand(false, "not within %s: %s".formatted(patience, what));
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    /** A condition to wait for. */
    public interface Condition {
        /** Looks whether it is so now. */
        boolean holds() throws IOException, InterruptedException;
    }

    /** Sleeps for a time that the random chooses, between the two. */
    public void sleepBetween(Duration least, Duration most) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(random.nextLong(least.toNanos(), most.toNanos() + 1));
    }

    /** Sleeps for a time that the random chooses, in milliseconds. */
    public void sleepBetween(int leastMillis, int mostMillis) throws InterruptedException {
        sleepBetween(Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis));
    }

    /** Counts a fault that really happened, not one that was only prepared. */
    public void struck(String what) {
        struck(what, 1);
    }

    /** Counts so many. */
    public void struck(String what, long times) {
        strikes.merge(what, times, Long::sum);
    }

    /** Requires a property of the service, beyond the checks of every round. */
    public void demand(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(new Finding(Finding.Kind.BEHAVIOUR, otherwise));
        }
    }

    /** Ids for which this holds, besides those named before, may miss what was acknowledged: the scenario destroyed it. */
    public void explain(LongPredicate ids) {
        LongPredicate before = explained;
        explained = id -> before.test(id) || ids.test(id);
    }

    /** Runs a step when everything is started again and drained for the first time, before the check. */
    public void whenDrained(Step step) {
        whenDrained.add(step);
    }

    /** A step to run later. */
    public interface Step {
        /** Runs the step. */
        void run() throws IOException, InterruptedException;
    }

    /** Closes something at the end of the round, before the directory goes. */
    public void atEnd(Closeable closeable) {
        others.add(closeable);
    }

    List<Step> stepsWhenDrained() {
        return whenDrained;
    }

    /** Returns how often each fault struck. */
    public Map<String, Long> strikes() {
        return strikes;
    }

    /** Returns the errors, to which more may be added. */
    public List<Finding> findings() {
        return findings;
    }

    LongPredicate explained() {
        return explained;
    }

    @Override
    public void close() throws IOException {
        load.close();
        nodes.forEach(Node::close);
        for (Closeable other : others.reversed()) {
            other.close();
        }
        journal.close();
    }
}
