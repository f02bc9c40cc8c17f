package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rollup.RollupSteps;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One random history of readings in a small world, checked at every step. */
final class SensorOracleRun implements Histories.Run {
    private static final List<String> SENSORS = List.of("F1/temp", "F2/rpm", "s");
    private static final List<String> FACILITIES = List.of("F1", "F1", "F1", "F2", "");

    /** Their sums in doubles depend on the order; some have no double. */
    private static final double[] VALUES = {
        73.9, 0.1, 0.2, 0.3, -0.7, 1e16, -1e16, 1e300, -1e300, Double.MIN_VALUE, 1.7e308, 1.7e308, 12
    };

    private static final int MOST_STEPS_OF_TWO = 12;

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
    private final TestClickHouse clickHouse;
    private final SplittableRandom random;
    private final SensorModel model = new SensorModel();
    private final List<SensorReading> posted = new ArrayList<>();

    SensorOracleRun(TestClickHouse clickHouse, Path dataDir, long seed) throws Exception {
        this.clickHouse = clickHouse;
        this.world = new World(clickHouse, dataDir, seed, "sensor_reading", TABLES, ARCHIVED);
        this.random = world.random();
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
            world.note("end");
            world.node().drain().drain(1 + random.nextInt(5));
            assertThat(RawReadings.live(clickHouse))
                    .as("raw rows")
                    .containsExactlyInAnyOrderElementsOf(model.readings());
            check();
            if (random.nextInt(3) == 0) {
                sealHoursWithoutReadings();
                world.sealEverything(this::check);
            }
        } finally {
            world.close();
        }
    }

    /** False if nothing but the buffer has changed, which no report reads. */
    private boolean step() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 44) {
            send(dice);
            return false;
        }
        if (dice < 52) {
            world.race(this::postOrDelete, this::check);
        } else if (dice < 60) {
            world.drain();
        } else if (dice < 64) {
            world.crash();
        } else if (dice < 72) {
            world.passTime();
        } else if (dice < 74) {
            replay();
        } else {
            if (random.nextInt(4) == 0) {
                sealHoursWithoutReadings();
            }
            world.rollUp();
        }
        return true;
    }

    /** So that a history which is short has a sealed day from its start, perhaps one that is sealed or rebuilt while a late reading in it is computed. */
    private void sealYesterday() throws Exception {
        Instant hour = world.now().minus(26, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            post(randomReading(world.randomTime(hour)));
        }
        world.node().drain().drain(3);
        world.node().rollup().raiseBound();
        sealHoursWithoutReadings();
        RollupSteps rollup = world.node().rollup();
        world.note("seal hours");
        rollup.finishHours();
        boolean isSealed = random.nextBoolean();
        if (isSealed) {
            world.note("seal days");
            rollup.finish();
        }
        if (random.nextInt(3) > 0) {
            post(randomReading(world.randomTime(hour)));
            world.node().drain().drain(3);
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
        EmptyHours.seal(clickHouse, world.wantedHours());
    }

    private void send(int dice) throws Exception {
        if (dice < 22) {
            post(randomReading(world.randomTime()));
        } else if (dice < 34) {
            postAgain();
        } else {
            delete(randomDeletion());
        }
    }

    private void postOrDelete(Instant hour) throws Exception {
        if (random.nextInt(4) == 0) {
            delete(new TimeRange(hour.plusMillis(random.nextInt(2)), hour.plus(1, ChronoUnit.HOURS)));
        } else {
            post(randomReading(world.randomTime(hour)));
        }
    }

    private void post(SensorReading reading) throws Exception {
        world.note("post " + reading);
        world.node()
                .send(
                        "POST",
                        "/api/sensors/readings",
                        "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"%s\"}"
                                .formatted(reading.sensor(), reading.ts(), reading.value(), reading.facility()));
        model.post(reading);
        posted.add(reading);
        world.wants(reading.ts());
    }

    /** The same reading again: a retry, a correction, or one that was deleted meanwhile. */
    private void postAgain() throws Exception {
        if (!posted.isEmpty()) {
            SensorReading old = posted.get(random.nextInt(posted.size()));
            post(
                    random.nextBoolean()
                            ? old
                            : new SensorReading(old.sensor(), old.ts(), randomValue(), randomFacility()));
        }
    }

    private void delete(TimeRange range) throws Exception {
        String sensor = randomSensor();
        world.note("delete %s %s".formatted(sensor, range));
        world.node()
                .send(
                        "DELETE",
                        "/api/sensors/readings?sensor_id=%s&from=%s&to=%s".formatted(sensor, range.from(), range.to()),
                        "");
        model.delete(sensor, range.from(), range.to());
    }

    private TimeRange randomDeletion() {
        if (random.nextInt(4) == 0) {
            // All of a day that may be sealed.
            Instant day = world.now().minus(26, ChronoUnit.HOURS).truncatedTo(ChronoUnit.DAYS);
            return new TimeRange(day, day.plus(1, ChronoUnit.DAYS));
        }
        Instant from = world.randomTime();
        return new TimeRange(
                from, from.plusMillis(new long[] {1, 1_800_000, 3_600_000, 86_400_000}[random.nextInt(4)]));
    }

    /** What was received comes again, with the versions it had: beside what is there, or in the place of rows that are lost. */
    private void replay() throws Exception {
        Node node = world.node();
        node.drain().drain(3);
        if (random.nextBoolean()) {
            world.note("all rows are lost");
            clickHouse.query("TRUNCATE TABLE millrace.sensor_reading");
        }
        String answer = node.send(
                "POST",
                "/api/replays?kind=sensor_reading&from=2026-03-01T00:00:00Z&to="
                        + world.now().plusMillis(1),
                "");
        String id = answer.replaceAll(".*\"id\":\"?(\\d+).*", "$1");
        String state = answer;
        while (!state.contains("\"done\"")) {
            assertThat(state).doesNotContain("\"failed\"");
            node.drain().drain(1 + random.nextInt(4));
            state = node.send("GET", "/api/replays/" + id, "");
        }
        world.note("replayed " + state);
    }

    private void check() throws Exception {
        TimeRange range = world.randomRange();
        SensorReports reports = new SensorReports(world.node(), RawReadings.live(clickHouse));
        List<String> sensors = SENSORS.subList(0, 1 + random.nextInt(SENSORS.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> reports.checkAllTime(sensors);
            case 2 -> reports.check(sensors, "1d", range);
            case 3 -> reports.checkFacilitySensors("F1");
            case 4 -> reports.checkFacility("F1", random.nextBoolean() ? "1m" : "1h", range);
            default -> reports.check(sensors, List.of("1m", "1h", "1d").get(random.nextInt(3)), range);
        }
    }

    private SensorReading randomReading(Instant time) {
        return new SensorReading(randomSensor(), time, randomValue(), randomFacility());
    }

    private String randomSensor() {
        return SENSORS.get(random.nextInt(SENSORS.size()));
    }

    private String randomFacility() {
        return FACILITIES.get(random.nextInt(FACILITIES.size()));
    }

    private double randomValue() {
        return VALUES[random.nextInt(VALUES.length)];
    }
}
