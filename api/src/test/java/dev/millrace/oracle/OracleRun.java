package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** One random history of page views in a small world, checked at every step. */
final class OracleRun implements Histories.Run {
    private static final int USERS = 3;
    private static final int IDS = 6;
    private static final int MOST_REPORTS = 2;
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
    private final Databases databases;
    private final SplittableRandom random;
    private final Model model = new Model();
    private final List<Model.Key> posted = new ArrayList<>();
    private final List<Long> users;
    private final ViewFacts facts;
    private final ReportsUnderWay<Model.Key, String> reports;
    private final StoredAnswers stored;

    OracleRun(Setting setting, Databases databases, Path dataDir, long seed) throws Exception {
        this.databases = databases;
        this.facts = new ViewFacts(databases);
        this.reports = new ReportsUnderWay<>(facts);
        this.stored = new StoredAnswers(databases);
        this.world = new World(setting, databases, dataDir, seed, "traffic", TABLES, Map.of(), reports::changed);
        this.random = world.random();
        // Some in each shard.
        this.users = LongStream.range(0, 100)
                .boxed()
                .filter(user -> databases.ofUser(user) == user % setting.shards())
                .limit(Math.max(USERS, 2L * setting.shards()))
                .toList();
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
                stored.check();
            }
            end();
        } finally {
            world.close();
        }
    }

    private void end() throws Exception {
        world.note("end");
        world.drainEverything();
        for (Home home : world.homes()) {
            eraseAll(home);
        }
        stored.checkAll();
        assertThat(facts.read()).as("raw rows").isEqualTo(model.views());
        checkEverything();
        if (random.nextInt(3) == 0) {
            world.sealEverything(this::checkEverything);
        }
    }

    /** False if nothing but the buffer has changed, which no report reads. */
    private boolean step() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 36) {
            send(dice);
            return false;
        }
        if (dice < 40) {
            world.race(hour -> post(randomKey(world.times().timeIn(hour)), randomPage()), this::check);
        } else if (dice < 48) {
            world.beginDrain(world.home());
            world.moveSome();
        } else if (dice < 52) {
            beginReport();
        } else if (dice < 62) {
            world.moveSome();
        } else if (dice < 67) {
            world.drain(world.home());
        } else if (dice < 70) {
            Home home = world.home();
            reports.excuse(home);
            stored.excuse(home);
            world.kill(home);
        } else if (dice < 75) {
            world.passTime();
        } else if (dice < 76) {
            erase();
        } else if (dice < 79) {
            reportRace();
        } else if (dice < 83) {
            world.homes().forEach(reports::excuse);
            world.goAwayOrComeBack();
        } else {
            world.rollUp();
        }
        return true;
    }

    private void send(int dice) throws Exception {
        if (dice < 14) {
            post(randomKey(world.times().time()), randomPage());
        } else if (dice < 16) {
            postSeveral();
        } else if (dice < 25) {
            postAgain();
        } else if (dice < 31) {
            put();
        } else {
            delete();
        }
    }

    private void post(Model.Key key, String page) throws Exception {
        Home home = world.home();
        world.note("post %s %s to node %d".formatted(key, page, home.number()));
        String path = "/api/traffic/" + key.id();
        if (random.nextInt(4) == 0) {
            stored.send(home, path, body(key, page), List.of(key));
        } else {
            home.node().send("POST", path, body(key, page));
        }
        accepted(key, page);
    }

    /** In one request, of any shards, whose sender waits until all are stored. */
    private void postSeveral() throws Exception {
        Home home = world.home();
        List<Model.Key> keys = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            Model.Key key = randomKey(world.times().time());
            String page = randomPage();
            keys.add(key);
            bodies.add(
                    "{\"request_id\":%d,%s".formatted(key.id(), body(key, page).substring(1)));
            accepted(key, page);
        }
        world.note("post %s to node %d".formatted(bodies, home.number()));
        stored.send(home, "/api/traffic", bodies.toString(), keys);
    }

    private void accepted(Model.Key key, String page) {
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
        Model.Key key = randomKey(world.times().time());
        if (!posted.isEmpty() && random.nextBoolean()) {
            // What exists keeps its user, or its time, or both.
            Model.Key old = posted.get(random.nextInt(posted.size()));
            key = new Model.Key(
                    old.id(),
                    random.nextBoolean() ? old.user() : key.user(),
                    random.nextBoolean() ? old.time() : key.time());
        }
        Home home = world.home();
        String page = randomPage();
        world.note("put %s %s to node %d".formatted(key, page, home.number()));
        home.node().send("PUT", "/api/traffic/" + key.id(), body(key, page));
        model.put(key, page);
        facts.put(key);
        posted.add(key);
        world.wants(key.time());
    }

    private void delete() throws Exception {
        long id = 1L + random.nextInt(IDS);
        Home home = world.home();
        world.note("delete %d on node %d".formatted(id, home.number()));
        home.node().send("DELETE", "/api/traffic/" + id, "");
        model.delete(id);
    }

    /** While it goes on, others compute hours anew; what is under way stays so, with what it has read before. */
    private void erase() throws Exception {
        long user = randomUser();
        Home home = world.home();
        world.note("erase %d on node %d".formatted(user, home.number()));
        home.node().send("DELETE", "/api/users/" + user, "");
        model.erase(user, world.times().now());
        stored.erased(user);
        world.drain(home);
        Home eraser = world.home();
        if (world.allThere()) {
            eraseAll(eraser);
        }
    }

    private void eraseAll(Home home) throws Exception {
        for (int shard = 0; shard < home.shards(); shard++) {
            if (!home.node().erasure(shard).isDone()) {
                Operation operation =
                        home.begin("erase in shard " + (shard + 1), home.node().erasure(shard)::eraseAll);
                world.finishWithRollups(home, operation);
            }
        }
    }

    private void beginReport() throws Exception {
        if (reports.size() < MOST_REPORTS && world.allThere()) {
            Home home = world.home();
            ViewQuestion question = randomQuestion();
            world.note("begin report %s on node %d".formatted(question, home.number()));
            reports.begin(home, question);
        }
    }

    /** Something comes between the statements of a report. */
    private void reportRace() throws Exception {
        if (!world.allThere()) {
            return;
        }
        Home home = world.home();
        ViewQuestion question = randomQuestion();
        world.note("race of report %s on node %d".formatted(question, home.number()));
        Operation report = reports.begin(home, question);
        world.move(report);
        if (random.nextInt(3) > 0) {
            put();
            world.drain(world.home());
        } else {
            world.rollUp();
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            world.rollUp();
        }
        world.finish(report);
    }

    private void check() throws Exception {
        Map<Model.Key, String> views = facts.read();
        check(randomQuestion(), views);
        check(randomQuestion(), views);
    }

    private void checkEverything() throws Exception {
        Map<Model.Key, String> views = facts.read();
        for (ViewQuestion.Kind kind : ViewQuestion.Kind.values()) {
            for (long user : kind == ViewQuestion.Kind.USER ? users : List.of(0L)) {
                check(new ViewQuestion(databases, kind, user, world.times().always()), views);
            }
        }
    }

    private void check(ViewQuestion question, Map<Model.Key, String> views) throws Exception {
        boolean isAnswered = question.kind() == ViewQuestion.Kind.USER
                ? world.isThere(databases.ofUser(question.user()))
                : world.allThere();
        if (isAnswered) {
            Home home = world.home();
            assertThat(question.ask(home.node()))
                    .as("%s on node %d", question, home.number())
                    .isEqualTo(question.expected(views));
        }
    }

    private ViewQuestion randomQuestion() {
        ViewQuestion.Kind kind = random.nextInt(3) > 0
                ? ViewQuestion.Kind.USER
                : (random.nextBoolean() ? ViewQuestion.Kind.PAGES : ViewQuestion.Kind.HOURS);
        return new ViewQuestion(databases, kind, randomUser(), world.times().range());
    }

    private long randomUser() {
        return users.get(random.nextInt(users.size()));
    }

    private Model.Key randomKey(Instant time) {
        return new Model.Key(1L + random.nextInt(IDS), randomUser(), time);
    }

    private String randomPage() {
        return PAGES[random.nextInt(PAGES.length)];
    }

    private static String body(Model.Key key, String page) {
        return "{\"user_id\":%d,\"created_at\":\"%s\",\"page_url\":\"%s\"}".formatted(key.user(), key.time(), page);
    }
}
