package dev.millrace.oracle;

import dev.millrace.time.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sends readings and deletions to any node, and tells the model. */
final class ReadingSender {
    private static final List<String> FACILITIES = List.of("F1", "F1", "F1", "F2", "");

    /** Their sums in doubles depend on the order; some have no double. */
    private static final double[] VALUES = {
        73.9, 0.1, 0.2, 0.3, -0.7, 1e16, -1e16, 1e300, -1e300, Double.MIN_VALUE, 1.7e308, 1.7e308, 12
    };

    private final World world;
    private final SensorModel model;
    private final List<String> sensors;
    private final SplittableRandom random;
    private final List<SensorReading> posted = new ArrayList<>();

    ReadingSender(World world, SensorModel model, List<String> sensors) {
        this.world = world;
        this.model = model;
        this.sensors = sensors;
        this.random = world.random();
    }

    void send(int dice) throws Exception {
        if (dice < 17) {
            post(randomReading(world.times().time()));
        } else if (dice < 27) {
            postAgain();
        } else {
            delete(randomDeletion());
        }
    }

    void postOrDelete(Instant hour) throws Exception {
        if (random.nextInt(4) == 0) {
            delete(new TimeRange(hour.plusMillis(random.nextInt(2)), hour.plus(1, ChronoUnit.HOURS)));
        } else {
            post(randomReading(world.times().timeIn(hour)));
        }
    }

    void post(SensorReading reading) throws Exception {
        Home home = world.home();
        world.tick();
        world.note("post %s to node %s".formatted(reading, home.number()));
        home.node()
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
        Home home = world.home();
        world.tick();
        world.note("delete %s %s on node %s".formatted(sensor, range, home.number()));
        home.node()
                .send(
                        "DELETE",
                        "/api/sensors/readings?sensor_id=%s&from=%s&to=%s".formatted(sensor, range.from(), range.to()),
                        "");
        model.delete(sensor, range.from(), range.to());
    }

    private TimeRange randomDeletion() {
        if (random.nextInt(4) == 0) {
            // All of a day that may be sealed.
            Instant day = world.times().now().minus(26, ChronoUnit.HOURS).truncatedTo(ChronoUnit.DAYS);
            return new TimeRange(day, day.plus(1, ChronoUnit.DAYS));
        }
        Instant from = world.times().time();
        return new TimeRange(
                from, from.plusMillis(new long[] {1, 1_800_000, 3_600_000, 86_400_000}[random.nextInt(4)]));
    }

    SensorReading randomReading(Instant time) {
        return new SensorReading(randomSensor(), time, randomValue(), randomFacility());
    }

    private String randomSensor() {
        return sensors.get(random.nextInt(sensors.size()));
    }

    private String randomFacility() {
        return FACILITIES.get(random.nextInt(FACILITIES.size()));
    }

    private double randomValue() {
        return VALUES[random.nextInt(VALUES.length)];
    }
}
