package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One random history of page views in a small world, checked at every step. */
final class OracleRun implements Histories.Run {
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

    private final World world;
    private final TestClickHouse clickHouse;
    private final SplittableRandom random;
    private final Model model = new Model();
    private final List<Model.Key> posted = new ArrayList<>();
    private final ExecutorService eraser = Executors.newSingleThreadExecutor();

    OracleRun(TestClickHouse clickHouse, Path dataDir, long seed) throws Exception {
        this.clickHouse = clickHouse;
        this.world = new World(clickHouse, dataDir, seed, "traffic", TABLES, Map.of());
        this.random = world.random();
    }

    @Override
    public String history() throws IOException, InterruptedException {
        return world.history();
    }

    @Override
    public void run(int steps) throws Exception {
        try {
            for (int i = 0; i < steps; i++) {
                world.advance(Duration.ofMillis(1));
                if (step()) {
                    check();
                }
            }
            world.note("end");
            world.node().drain().drain(1 + random.nextInt(5));
            assertThat(BruteForce.counts(clickHouse, world.always()))
                    .as("raw rows")
                    .isEqualTo(model.counts());
            check();
            if (random.nextInt(3) == 0) {
                world.sealEverything(this::check);
            }
        } finally {
            eraser.shutdownNow();
            world.close();
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
            world.race(hour -> post(randomKey(world.randomTime(hour)), randomPage()), this::check);
        } else if (dice < 60) {
            world.drain();
        } else if (dice < 64) {
            world.crash();
        } else if (dice < 72) {
            world.passTime();
        } else if (dice < 73) {
            erase();
        } else {
            world.rollUp();
        }
        return true;
    }

    private void send(int dice) throws Exception {
        if (dice < 22) {
            post(randomKey(world.randomTime()), randomPage());
        } else if (dice < 34) {
            postAgain();
        } else if (dice < 42) {
            put();
        } else {
            delete();
        }
    }

    private void post(Model.Key key, String page) throws Exception {
        world.note("post %s %s".formatted(key, page));
        world.node().send("POST", "/api/traffic/" + key.id(), body(key, page));
        model.post(key, page);
        posted.add(key);
        world.wants(key.time());
    }

    /** The same event again: a retry, or a newer version of its page. */
    private void postAgain() throws Exception {
        if (!posted.isEmpty()) {
            post(posted.get(random.nextInt(posted.size())), randomPage());
        }
    }

    private void put() throws Exception {
        Model.Key key = randomKey(world.randomTime());
        if (!posted.isEmpty() && random.nextBoolean()) {
            // What exists keeps its user, or its time, or both.
            Model.Key old = posted.get(random.nextInt(posted.size()));
            key = new Model.Key(
                    old.id(),
                    random.nextBoolean() ? old.user() : key.user(),
                    random.nextBoolean() ? old.time() : key.time());
        }
        String page = randomPage();
        world.note("put %s %s".formatted(key, page));
        world.node().send("PUT", "/api/traffic/" + key.id(), body(key, page));
        model.put(key, page);
        posted.add(key);
        world.wants(key.time());
    }

    private void delete() throws Exception {
        long id = 1L + random.nextInt(IDS);
        world.note("delete " + id);
        world.node().send("DELETE", "/api/traffic/" + id, "");
        model.delete(id);
    }

    /** While it goes on, others compute hours anew; what is under way stays so, with what it has read before. */
    private void erase() throws Exception {
        long user = random.nextInt(USERS);
        world.note("erase " + user);
        Node node = world.node();
        node.send("DELETE", "/api/users/" + user, "");
        model.erase(user, world.now());
        node.drain().drain(3);
        Future<Void> erased = eraser.submit(node.erasure()::eraseAll);
        while (!erased.isDone()) {
            node.rollup().recomputeMarked();
            TimeRange range = world.randomRange();
            new Reports(node, range, BruteForce.counts(clickHouse, range)).checkUser((user + 1) % USERS);
        }
        erased.get();
    }

    private void check() throws Exception {
        TimeRange range = world.randomRange();
        Reports reports = new Reports(world.node(), range, BruteForce.counts(clickHouse, range));
        reports.checkUser(random.nextInt(USERS));
        switch (random.nextInt(4)) {
            case 0 -> reports.checkPages();
            case 1 -> reports.checkHours();
            default -> reports.checkUser(random.nextInt(USERS));
        }
    }

    private Model.Key randomKey(Instant time) {
        return new Model.Key(1L + random.nextInt(IDS), random.nextInt(USERS), time);
    }

    private String randomPage() {
        return PAGES[random.nextInt(PAGES.length)];
    }

    private static String body(Model.Key key, String page) {
        return "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(key.user(), key.time(), page);
    }
}
