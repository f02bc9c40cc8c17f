package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** One random history of page views in a small world, checked at every step. */
final class OracleRun implements Histories.Run {
    private static final int USERS = 3;
    private static final int MOST_REPORTS = 2;
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
    private final ViewSender sender;
    private final List<Long> users;
    private final ViewFacts facts;
    private final ReportsUnderWay<Model.Key, String> reports;
    private final StoredAnswers stored;

    OracleRun(Setting setting, Databases databases, Path dataDir, long seed) throws Exception {
        this.databases = databases;
        this.facts = new ViewFacts(databases);
        this.reports = new ReportsUnderWay<>(facts);
        this.stored = new StoredAnswers(databases);
        this.world = new World(setting, databases, dataDir, seed, "traffic", TABLES, settings(seed), reports::changed);
        this.random = world.random();
        // Some in each shard.
        this.users = LongStream.range(0, 100)
                .boxed()
                .filter(user -> databases.ofUser(user) == user % setting.shards())
                .limit(Math.max(USERS, 2L * setting.shards()))
                .toList();
        this.sender = new ViewSender(world, model, facts, stored, users);
    }

    /** Short ranges are counted from raw rows alone, unless this says no. */
    private static Map<String, Object> settings(long seed) {
        return seed % 2 == 0 ? Map.of() : Map.of("millrace.report.raw-rows", 0);
    }

    @Override
    public String history() throws IOException, InterruptedException {
        return world.history();
    }

    @Override
    public void run(int steps) throws Exception {
        try {
            if (random.nextBoolean()) {
                sealSome();
            }
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
            world.rollups().sealEverything(this::checkEverything);
        }
    }

    /** False if nothing but the buffer has changed, which no report reads. */
    private boolean step() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 36) {
            sender.send(dice);
            return false;
        }
        if (dice < 40) {
            world.rollups()
                    .race(
                            hour -> sender.post(sender.randomKey(world.times().timeIn(hour)), sender.randomPage()),
                            this::check);
        } else if (dice < 48) {
            world.beginDrain(world.home());
            world.moveSome();
        } else if (dice < 52) {
            beginReport();
        } else if (dice < 62) {
            world.moveSome();
        } else if (dice < 67) {
            world.drainOf(world.home());
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
        } else if (dice < 82) {
            rivals();
        } else if (dice < 85) {
            world.homes().forEach(reports::excuse);
            world.goAwayOrComeBack();
        } else {
            world.rollups().rollUp();
        }
        return true;
    }

    /** While it goes on, others compute hours anew; what is under way stays so, with what it has read before. */
    private void erase() throws Exception {
        long user = sender.randomUser();
        Home home = world.home();
        world.tick();
        world.note("erase %s on node %s".formatted(user, home.number()));
        home.node().send("DELETE", "/api/users/" + user, "");
        model.erase(user, world.times().now());
        stored.erased(user);
        world.drainOf(home);
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
            world.note("begin report %s on node %s".formatted(question, home.number()));
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
        world.note("race of report %s on node %s".formatted(question, home.number()));
        Operation report = reports.begin(home, question);
        world.move(report);
        switch (random.nextInt(4)) {
            case 0 -> world.rollups().rebuildInPart();
            case 1 -> world.rollups().rollUp();
            default -> {
                sender.moveView();
                world.drainOf(world.home());
            }
        }
        world.finish(report);
    }

    /** Nodes store a view and an edit of its id at the same time. */
    private void rivals() throws Exception {
        Model.Key key = sender.anyKey();
        if (random.nextBoolean()) {
            sender.post(key, sender.randomPage());
        }
        if (random.nextBoolean()) {
            sender.put(new Model.Key(key.id(), key.user(), world.times().time()));
        } else {
            sender.delete(key.id());
        }
        sender.post(key, sender.randomPage());
        List<Operation> drains = new ArrayList<>();
        for (Home home : world.homes()) {
            Operation drain = world.beginDrain(home);
            if (drain != null) {
                drains.add(drain);
            }
        }
        world.finishTogether(drains);
    }

    /** So that a history which is short has sealed hours from its start. */
    private void sealSome() throws Exception {
        Instant hour = world.times().now().truncatedTo(ChronoUnit.HOURS);
        for (int i = 3; i > 0; i--) {
            sender.post(
                    sender.randomKey(world.times().timeIn(hour.minus(4 + random.nextInt(2), ChronoUnit.HOURS))),
                    sender.randomPage());
        }
        world.drainEverything();
        world.rollups().sealHours();
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
                    .as("%s on node %s", question, home.number())
                    .isEqualTo(question.expected(views));
        }
    }

    private ViewQuestion randomQuestion() {
        ViewQuestion.Kind kind = random.nextInt(3) > 0
                ? ViewQuestion.Kind.USER
                : (random.nextBoolean() ? ViewQuestion.Kind.PAGES : ViewQuestion.Kind.HOURS);
        return new ViewQuestion(
                databases, kind, sender.randomUser(), world.times().range());
    }
}
