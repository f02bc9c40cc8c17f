package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.intake.TestClock;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
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

/** A node, and what happens to it at random whatever kind of event it takes: time, drains, crashes, and rollups in single steps. */
final class World implements AutoCloseable {
    private static final int MOST_STEPS = 9;

    private final TestClickHouse clickHouse;
    private final SplittableRandom random;
    private final TestClock clock;
    private final Instant start;
    private final String kind;
    private final List<String> tables;
    private final Map<String, Object> properties = new HashMap<>();
    private final Set<Instant> hours = new HashSet<>();
    private final List<String> history = new ArrayList<>();
    private Node node;

    /** Something that may fail. */
    interface Action {
        void run() throws Exception;
    }

    /** Something that happens in an hour. */
    interface HourAction {
        void run(Instant hour) throws Exception;
    }

    /**
     * Starts in tables without rows.
     *
     * @param kind whose rollups are computed
     * @param tables all that hold anything
     * @param settings beside the usual
     */
    World(
            TestClickHouse clickHouse,
            Path dataDir,
            long seed,
            String kind,
            List<String> tables,
            Map<String, Object> settings)
            throws Exception {
        this.clickHouse = clickHouse;
        this.random = new SplittableRandom(seed);
        this.kind = kind;
        this.tables = List.copyOf(tables);
        // Near midnight, so that days, which are partitions, change.
        this.start = Instant.parse("2026-03-10T22:10:00Z").plusSeconds(random.nextInt(4 * 3600));
        this.clock = TestClock.named("oracle-" + seed, start);
        properties.putAll(clickHouse.properties());
        properties.put("millrace.port", -1);
        properties.put("millrace.data-dir", dataDir.toString());
        properties.put("millrace.buffer.force-interval", "0s");
        properties.put("test.clock", "oracle-" + seed);
        properties.putAll(settings);
        this.node = Node.start(properties, kind, hours::contains);
        for (String table : tables) {
            clickHouse.query("TRUNCATE TABLE millrace." + table);
        }
    }

    SplittableRandom random() {
        return random;
    }

    Node node() {
        return node;
    }

    TestClickHouse clickHouse() {
        return clickHouse;
    }

    Instant now() {
        return clock.instant();
    }

    /** Adds a line to the history. */
    void note(String line) {
        history.add(line);
    }

    /** What happened so far, a line for each step, and what the tables hold. */
    String history() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(String.join("\n", history));
        for (String table : tables) {
            text.append("\n%s:\n%s"
                    .formatted(table, clickHouse.query("SELECT * FROM millrace.%s LIMIT 60".formatted(table))));
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

    void advance(Duration by) {
        clock.advance(by);
    }

    void passTime() {
        clock.advance(Duration.ofMinutes(random.nextInt(180)));
        note("it is " + clock.instant());
    }

    void drain() throws Exception {
        int maxRows = 1 + random.nextInt(4);
        note("drain " + maxRows);
        node.drain().drain(maxRows);
    }

    /** Ends the process: between two events, after rows were stored but not committed, between two inserts, within a computation. */
    void crash() throws Exception {
        int maxRows = 1 + random.nextInt(6);
        int frames = random.nextInt(4);
        note("crash, %s frames of %s rows stored".formatted(frames, maxRows));
        if (!node.drain().isEmpty()) {
            if (frames == 3) {
                node.drain().storeWithoutCommit(maxRows);
            } else {
                node.drain().storePartOf(maxRows, frames);
            }
        }
        node.close();
        node = Node.start(properties, kind, hours::contains);
    }

    /** An event comes into an hour while that is being computed: before its rows are read, after, before its marks are cleared. */
    void race(HourAction event, Action check) throws Exception {
        boolean begun = node.rollup().begin(random);
        note("race, begun " + begun);
        List<Instant> underWay = node.rollup().hoursUnderWay();
        if (underWay.isEmpty()) {
            return;
        }
        int before = random.nextInt(MOST_STEPS);
        for (int i = 0; i < before; i++) {
            node.rollup().stepNewest();
        }
        event.run(underWay.getLast());
        node.drain().drain(3);
        check.run();
        int after = random.nextInt(MOST_STEPS);
        note("%s steps before it, %s after".formatted(before, after));
        for (int i = 0; i < after; i++) {
            node.rollup().stepNewest();
        }
    }

    /** A part of what the rollup thread does. */
    void rollUp() throws Exception {
        int dice = random.nextInt(28);
        if (dice < 6) {
            note("raise bound");
            node.rollup().raiseBound();
        } else if (dice < 14) {
            note("begin " + node.rollup().begin(random));
        } else if (dice < 26) {
            int times = 1 + random.nextInt(4);
            note("rollup steps " + times);
            for (int i = 0; i < times; i++) {
                node.rollup().step(random);
            }
        } else if (dice < 27) {
            note("rebuild");
            node.rollup().beginRebuild(randomRange());
        } else {
            note("finish rollups");
            node.rollup().finish();
        }
    }

    /** When everything that happened is sealed no mark is left. */
    void sealEverything(Action check) throws Exception {
        clock.advance(Duration.ofHours(8));
        node.rollup().raiseBound();
        node.rollup().finish();
        check.run();
        assertThat(clickHouse.query("SELECT count() FROM millrace.%s_mark FINAL".formatted(kind)))
                .as("marks that are left")
                .isEqualTo("0");
    }

    /** From long before everything to long after. */
    TimeRange always() {
        return new TimeRange(start.minus(10, ChronoUnit.DAYS), start.plus(10, ChronoUnit.DAYS));
    }

    /** Some time within the last hours, or the day before. */
    Instant randomTime() {
        int hoursAgo = random.nextInt(8) == 0 ? 26 : random.nextInt(6);
        return randomTime(now().truncatedTo(ChronoUnit.HOURS).minus(hoursAgo, ChronoUnit.HOURS));
    }

    /** One of few times in an hour, among them the first and the last. */
    Instant randomTime(Instant hour) {
        Instant time = hour.plusMillis(new long[] {0, 1, 1_800_000, 3_599_999}[random.nextInt(4)]);
        return time.isAfter(now()) ? hour : time;
    }

    TimeRange randomRange() {
        Instant now = now();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        return switch (random.nextInt(4)) {
            case 0 -> new TimeRange(now.minus(1, ChronoUnit.DAYS), now);
            case 1 -> new TimeRange(start.minus(3, ChronoUnit.DAYS), now.plus(1, ChronoUnit.HOURS));
            case 2 ->
                new TimeRange(hour.minus(1 + random.nextInt(30), ChronoUnit.HOURS), hour.plus(1, ChronoUnit.HOURS));
            default -> {
                Instant from = hour.minusMillis(random.nextInt(100_000_000));
                yield new TimeRange(from, from.plusMillis(random.nextInt(100_000_000)));
            }
        };
    }

    @Override
    public void close() {
        node.close();
    }
}
