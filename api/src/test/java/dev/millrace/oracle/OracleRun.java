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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One random history of a small world, checked at every step. */
final class OracleRun {
    private static final int USERS = 3;
    private static final int IDS = 6;
    private static final String[] PAGES = {"/a", "/b", "/c"};
    private static final List<String> TABLES = List.of(
            "traffic",
            "traffic_edit",
            "erasure",
            "traffic_hour",
            "traffic_site_hour",
            "traffic_bound",
            "traffic_mark",
            "traffic_taken",
            "rollup_version");

    private final TestClickHouse clickHouse;
    private final SplittableRandom random;
    private final TestClock clock;
    private final Instant start;
    private final Map<String, Object> properties = new HashMap<>();
    private final Model model = new Model();
    private final List<Model.Key> posted = new ArrayList<>();
    private final Set<Instant> hours = new HashSet<>();
    private final List<String> history = new ArrayList<>();
    private final ExecutorService eraser = Executors.newSingleThreadExecutor();
    private Node node;

    OracleRun(TestClickHouse clickHouse, Path dataDir, long seed) throws Exception {
        this.clickHouse = clickHouse;
        this.random = new SplittableRandom(seed);
        // Near midnight, so that days, which are partitions, change.
        this.start = Instant.parse("2026-03-10T22:10:00Z").plusSeconds(random.nextInt(4 * 3600));
        this.clock = TestClock.named("oracle-" + seed, start);
        properties.putAll(clickHouse.properties());
        properties.put("millrace.port", -1);
        properties.put("millrace.data-dir", dataDir.toString());
        properties.put("millrace.buffer.force-interval", "0s");
        properties.put("test.clock", "oracle-" + seed);
        this.node = Node.start(properties, "traffic", hours::contains);
        for (String table : TABLES) {
            clickHouse.query("TRUNCATE TABLE millrace." + table);
        }
    }

    /** What happened so far, a line for each step, and what the tables hold. */
    String history() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(String.join("\n", history));
        for (String table : TABLES) {
            text.append("\n%s:\n%s"
                    .formatted(table, clickHouse.query("SELECT * FROM millrace.%s LIMIT 60".formatted(table))));
        }
        return text.toString();
    }

    void run(int steps) throws Exception {
        try {
            for (int i = 0; i < steps; i++) {
                clock.advance(Duration.ofMillis(1));
                if (step()) {
                    check();
                }
            }
            history.add("end");
            node.drain().drain(1 + random.nextInt(5));
            checkModel();
            check();
            if (random.nextInt(3) == 0) {
                sealEverything();
            }
        } finally {
            eraser.shutdownNow();
            node.close();
        }
    }

    /** False if nothing but the buffer has changed, which no report reads. */
    private boolean step() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 46) {
            send(dice);
            return false;
        }
        if (dice < 53) {
            race();
        } else if (dice < 60) {
            int maxRows = 1 + random.nextInt(4);
            history.add("drain " + maxRows);
            node.drain().drain(maxRows);
        } else if (dice < 64) {
            crash();
        } else if (dice < 72) {
            clock.advance(Duration.ofMinutes(random.nextInt(180)));
            history.add("it is " + clock.instant());
        } else {
            rollUp(dice);
        }
        return true;
    }

    private void send(int dice) throws Exception {
        if (dice < 22) {
            post(randomKey(), randomPage());
        } else if (dice < 34) {
            postAgain();
        } else if (dice < 42) {
            put();
        } else {
            delete();
        }
    }

    private void rollUp(int dice) throws Exception {
        if (dice < 78) {
            history.add("raise bound");
            node.rollup().raiseBound();
        } else if (dice < 86) {
            history.add("begin " + node.rollup().begin(random));
        } else if (dice < 97) {
            int times = 1 + random.nextInt(4);
            history.add("rollup steps " + times);
            for (int i = 0; i < times; i++) {
                node.rollup().step(random);
            }
        } else if (dice < 98) {
            erase();
        } else if (dice < 99) {
            history.add("rebuild");
            node.rollup().beginRebuild(randomRange());
        } else {
            history.add("finish rollups");
            node.rollup().finish();
        }
    }

    private void post(Model.Key key, String page) throws Exception {
        history.add("post %s %s".formatted(key, page));
        node.send("POST", "/api/traffic/" + key.id(), body(key, page));
        model.post(key, page);
        posted.add(key);
        hours.add(key.time().truncatedTo(ChronoUnit.HOURS));
    }

    /** The same event again: a retry, or a newer version of its page. */
    private void postAgain() throws Exception {
        if (!posted.isEmpty()) {
            post(posted.get(random.nextInt(posted.size())), randomPage());
        }
    }

    private void put() throws Exception {
        Model.Key key = randomKey();
        if (!posted.isEmpty() && random.nextBoolean()) {
            // What exists keeps its user, or its time, or both.
            Model.Key old = posted.get(random.nextInt(posted.size()));
            key = new Model.Key(
                    old.id(),
                    random.nextBoolean() ? old.user() : key.user(),
                    random.nextBoolean() ? old.time() : key.time());
        }
        String page = randomPage();
        history.add("put %s %s".formatted(key, page));
        node.send("PUT", "/api/traffic/" + key.id(), body(key, page));
        model.put(key, page);
        posted.add(key);
        hours.add(key.time().truncatedTo(ChronoUnit.HOURS));
    }

    private void delete() throws Exception {
        long id = 1L + random.nextInt(IDS);
        history.add("delete " + id);
        node.send("DELETE", "/api/traffic/" + id, "");
        model.delete(id);
    }

    /** A view comes into an hour while that is being computed: before its rows are read, after, before its marks are cleared. */
    private void race() throws Exception {
        boolean begun = node.rollup().begin(random);
        history.add("race, begun " + begun);
        List<Instant> underWay = node.rollup().hoursUnderWay();
        if (underWay.isEmpty()) {
            return;
        }
        int before = random.nextInt(7);
        for (int i = 0; i < before; i++) {
            node.rollup().stepNewest();
        }
        post(randomKey(underWay.getLast()), randomPage());
        node.drain().drain(3);
        check();
        int after = random.nextInt(7);
        history.add("%d steps before it, %d after".formatted(before, after));
        for (int i = 0; i < after; i++) {
            node.rollup().stepNewest();
        }
    }

    /** While it goes on, others compute hours anew; what is under way stays so, with what it has read before. */
    private void erase() throws Exception {
        long user = random.nextInt(USERS);
        history.add("erase " + user);
        node.send("DELETE", "/api/users/" + user, "");
        model.erase(user, clock.instant());
        node.drain().drain(3);
        Future<Void> erased = eraser.submit(node.erasure()::eraseAll);
        while (!erased.isDone()) {
            node.rollup().recomputeMarked();
            TimeRange range = randomRange();
            new Reports(node, range, BruteForce.counts(clickHouse, range)).checkUser((user + 1) % USERS);
        }
        erased.get();
    }

    /** Ends the process: between two events, after rows were stored but not committed, between two inserts, within a computation. */
    private void crash() throws Exception {
        int maxRows = 1 + random.nextInt(6);
        int frames = random.nextInt(4);
        history.add("crash, %d frames of %d rows stored".formatted(frames, maxRows));
        if (!node.drain().isEmpty()) {
            if (frames == 3) {
                node.drain().storeWithoutCommit(maxRows);
            } else {
                node.drain().storePartOf(maxRows, frames);
            }
        }
        node.close();
        node = Node.start(properties, "traffic", hours::contains);
    }

    private void check() throws Exception {
        TimeRange range = randomRange();
        Reports reports = new Reports(node, range, BruteForce.counts(clickHouse, range));
        reports.checkUser(random.nextInt(USERS));
        switch (random.nextInt(4)) {
            case 0 -> reports.checkPages();
            case 1 -> reports.checkHours();
            default -> reports.checkUser(random.nextInt(USERS));
        }
    }

    private void sealEverything() throws Exception {
        clock.advance(Duration.ofHours(8));
        node.rollup().raiseBound();
        node.rollup().finish();
        check();
        assertThat(clickHouse.query("SELECT count() FROM millrace.traffic_mark FINAL"))
                .as("marks that are left")
                .isEqualTo("0");
    }

    private void checkModel() throws Exception {
        TimeRange always = new TimeRange(start.minus(10, ChronoUnit.DAYS), start.plus(10, ChronoUnit.DAYS));
        assertThat(BruteForce.counts(clickHouse, always)).as("raw rows").isEqualTo(model.counts());
    }

    private Model.Key randomKey() {
        int hoursAgo = random.nextInt(8) == 0 ? 26 : random.nextInt(6);
        return randomKey(clock.instant().truncatedTo(ChronoUnit.HOURS).minus(hoursAgo, ChronoUnit.HOURS));
    }

    private Model.Key randomKey(Instant hour) {
        Instant time = hour.plusMillis(new long[] {0, 1, 1_800_000, 3_599_999}[random.nextInt(4)]);
        return new Model.Key(
                1L + random.nextInt(IDS), random.nextInt(USERS), time.isAfter(clock.instant()) ? hour : time);
    }

    private TimeRange randomRange() {
        Instant now = clock.instant();
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

    private String randomPage() {
        return PAGES[random.nextInt(PAGES.length)];
    }

    private static String body(Model.Key key, String page) {
        return "{\"user_id\":%d,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(key.user(), key.time(), page);
    }
}
