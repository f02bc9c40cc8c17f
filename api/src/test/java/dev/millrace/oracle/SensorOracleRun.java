package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rollup.RollupSteps;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One random history of readings in a small world, checked at every step. */
final class SensorOracleRun implements Histories.Run {
    private static final List<String> SENSORS = List.of("F1/temp", "F2/rpm", "s");
    private static final int MOST_STEPS_OF_TWO = 12;
    private static final int MOST_REPORTS = 2;

    private static final List<String> TABLES = List.of(
            "sensor_reading",
            "sensor_deletion",
            "facility_sensor",
            "sensor_minute",
            "sensor_hour",
            "sensor_reading_bound",
            "sensor_reading_mark",
            "sensor_reading_taken",
            "archive",
            "rollup_version");

    /** Kept for long, as ClickHouse has another clock. */
    private static final Map<String, Object> ARCHIVED =
            Map.of("millrace.archive.sensors", true, "millrace.archive.keep", "10000d");

    private final World world;
    private final Databases databases;
    private final SplittableRandom random;
    private final SensorModel model = new SensorModel();
    private final ReadingSender sender;
    private final List<String> sensors;
    private final ReportsUnderWay<SensorModel.Key, SensorReading> reports;

    SensorOracleRun(Setting setting, Databases databases, Path dataDir, long seed) throws Exception {
        this.databases = databases;
        this.reports = new ReportsUnderWay<>(new ReadingFacts(databases));
        this.world = new World(setting, databases, dataDir, seed, "sensor_reading", TABLES, ARCHIVED, reports::changed);
        this.random = world.random();
        // Some in each shard.
        this.sensors = IntStream.range(0, 1000)
                .mapToObj(i -> SENSORS.get(i % SENSORS.size()) + (i < SENSORS.size() ? "" : "-" + i))
                .collect(Collectors.groupingBy(databases::ofSensor, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(ofShard -> ofShard.stream().limit(setting.shards() == 1 ? SENSORS.size() : 2))
                .sorted()
                .toList();
        this.sender = new ReadingSender(world, model, sensors);
    }

    @Override
    public String history() throws IOException, InterruptedException {
        return world.history();
    }

    @Override
    public void run(int steps) throws Exception {
        try {
            if (random.nextBoolean()) {
                sealYesterday();
            }
            for (int i = 0; i < steps; i++) {
                world.advance(Duration.ofMillis(1));
                if (step()) {
                    check();
                }
            }
            end();
        } finally {
            world.close();
        }
    }

    private void end() throws Exception {
        world.note("end");
        world.drainEverything();
        assertThat(RawReadings.live(databases)).as("raw rows").isEqualTo(model.readings());
        checkEverything();
        if (random.nextInt(3) == 0) {
            sealHoursWithoutReadings();
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
        if (dice < 41) {
            world.rollups().race(sender::postOrDelete, this::check);
        } else if (dice < 48) {
            world.beginDrain(world.home());
            world.moveSome();
        } else if (dice < 51) {
            beginReport();
        } else if (dice < 60) {
            world.moveSome();
        } else if (dice < 65) {
            world.drainOf(world.home());
        } else if (dice < 68) {
            Home home = world.home();
            reports.excuse(home);
            world.kill(home);
        } else if (dice < 73) {
            world.passTime();
        } else if (dice < 75) {
            replay();
        } else if (dice < 78) {
            world.homes().forEach(reports::excuse);
            world.goAwayOrComeBack();
        } else {
            if (random.nextInt(4) == 0) {
                sealHoursWithoutReadings();
            }
            world.rollups().rollUp();
        }
        return true;
    }

    private void beginReport() throws Exception {
        if (reports.size() < MOST_REPORTS && world.allThere()) {
            Home home = world.home();
            SensorQuestion question = randomQuestion();
            world.note("begin report %s on node %s".formatted(question, home.number()));
            reports.begin(home, question);
        }
    }

    /** So that a history which is short has a sealed day from its start, perhaps one that is sealed or rebuilt while a late reading in it is computed. */
    private void sealYesterday() throws Exception {
        Instant hour = world.times().now().minus(26, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            sender.post(sender.randomReading(world.times().timeIn(hour)));
        }
        world.drainEverything();
        boolean isSealed = random.nextBoolean();
        world.note(isSealed ? "seal hours and days" : "seal hours");
        Home home = world.home();
        for (int shard = 0; shard < home.shards(); shard++) {
            home.node().rollup(shard).raiseBound();
        }
        sealHoursWithoutReadings();
        for (int shard = 0; shard < home.shards(); shard++) {
            home.node().rollup(shard).finishHours();
            if (isSealed) {
                home.node().rollup(shard).finish();
            }
        }
        if (random.nextInt(3) > 0) {
            SensorReading late = sender.randomReading(world.times().timeIn(hour));
            sender.post(late);
            world.drainEverything();
            RollupSteps rollup = home.node().rollup(databases.ofSensor(late.sensor()));
            int times = random.nextInt(2 * MOST_STEPS_OF_TWO);
            world.note("%s steps of a late reading and its day".formatted(times));
            if (isSealed) {
                rollup.beginRebuild(new TimeRange(hour, hour.plus(1, ChronoUnit.HOURS)));
            }
            rollup.beginMarkedAndDays();
            for (int i = 0; i < times; i++) {
                rollup.step(random);
            }
        }
        check();
    }

    private void sealHoursWithoutReadings() throws Exception {
        world.note("seal hours without readings");
        EmptyHours.seal(databases, world.wantedHours());
    }

    /** What was received comes again, with the versions it had: beside what is there, or in the place of rows that are lost. */
    private void replay() throws Exception {
        world.drainEverything();
        Home home = world.home();
        Node node = home.node();
        if (random.nextBoolean()) {
            world.note("all rows are lost");
            databases.lines("TRUNCATE TABLE millrace.sensor_reading");
        }
        String answer = node.send(
                "POST",
                "/api/replays?kind=sensor_reading&from=2026-03-01T00:00:00Z&to="
                        + world.times().now().plusMillis(1),
                "");
        String id = answer.replaceAll(".*\"id\":\"?(\\d+).*", "$1");
        String state = answer;
        while (!state.contains("\"done\"")) {
            assertThat(state).doesNotContain("\"failed\"");
            world.drainOf(home);
            state = node.send("GET", "/api/replays/" + id, "");
        }
        world.note("replayed " + state);
    }

    private void check() throws Exception {
        check(randomQuestion());
    }

    private void check(SensorQuestion question) throws Exception {
        boolean isAnswered = question.sensors().isEmpty()
                ? world.allThere()
                : question.sensors().stream().mapToInt(databases::ofSensor).allMatch(world::isThere);
        if (isAnswered) {
            Home home = world.home();
            assertThat(question.ask(home.node()))
                    .as("%s on node %s", question, home.number())
                    .isEqualTo(question.expected(RawReadings.live(databases)));
        }
    }

    private void checkEverything() throws Exception {
        for (String size : List.of("1m", "1h", "1d", "all")) {
            check(new SensorQuestion(size, sensors, "", world.times().always()));
        }
        check(new SensorQuestion("1h", List.of(), "F1", world.times().always()));
        check(new SensorQuestion("", List.of(), "F1", world.times().always()));
    }

    private SensorQuestion randomQuestion() {
        TimeRange range = world.times().range();
        List<String> some = sensors.subList(0, 1 + random.nextInt(sensors.size()));
        return switch (random.nextInt(8)) {
            case 0, 1 -> new SensorQuestion("all", some, "", range);
            case 2 -> new SensorQuestion("1d", some, "", range);
            case 3 -> new SensorQuestion("", List.of(), "F1", range);
            case 4 -> new SensorQuestion(random.nextBoolean() ? "1m" : "1h", List.of(), "F1", range);
            default -> new SensorQuestion(List.of("1m", "1h", "1d").get(random.nextInt(3)), some, "", range);
        };
    }
}
