package dev.millrace.torture.load;

import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.journal.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the readings that one sender sends. Its sensors are its own, and it sends one request after the other to one node, so that the
 * order of requests is the order of versions. One thread.
 */
final class ReadingSender {
    private static final int SENSORS = 2;
    private static final int REMEMBERED = 200;
    private static final long LONGEST_DELETION_MILLIS = 6 * 3_600_000L;

    /** Coarse, so that two readings of an instant happen by themselves, too. */
    private static final long GRID_MILLIS = 500;

    private final LoadPlan plan;
    private final String prefix;
    private final String facility;
    private final SplittableRandom random;
    private final long youngestMillis;
    private final List<String> sensors = new ArrayList<>();
    private final List<Reading.At> sent = new ArrayList<>();
    private int nextSensor;

    ReadingSender(LoadPlan plan, Ids ids, int sender, SplittableRandom random, long youngestMillis) {
        this.plan = plan;
        this.prefix = ids.sensorPrefix() + sender + "-";
        this.facility = ids.facility();
        this.random = random;
        this.youngestMillis = youngestMillis;
        for (int i = 0; i < SENSORS; i++) {
            sensors.add(newSensor());
        }
    }

    private String newSensor() {
        return prefix + nextSensor++;
    }

    /** A request with what it takes to send it. */
    record Order(
            Request request,
            String method,
            String path,
            @Nullable Body body) {}

    /** Chooses the next request. */
    Order next() {
        return random.nextInt(10) == 0 ? deletion() : post();
    }

    private Order post() {
        int size = (int) Math.round(Math.pow(plan.maxBatch(), random.nextDouble()));
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean again = random.nextInt(5) == 0 && !sent.isEmpty();
            Reading.At at = again ? sent.get(random.nextInt(sent.size())) : newInstant();
            remember(at);
            readings.add(new Reading(at, 0.25 * random.nextInt(-4000, 4001)));
        }
        int bad = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        return new Order(
                new Request.PostReadings(readings, bad),
                "POST",
                "/api/sensors/readings",
                Body.readings(readings, facility, bad, random));
    }

    private Reading.At newInstant() {
        long age = random.nextLong(LoadPlan.SPAN.toMillis());
        return new Reading.At(anySensor(), Math.floorDiv(youngestMillis - age, GRID_MILLIS) * GRID_MILLIS);
    }

    private String anySensor() {
        return sensors.get(random.nextInt(sensors.size()));
    }

    private void remember(Reading.At at) {
        if (sent.size() < REMEMBERED) {
            sent.add(at);
        } else {
            sent.set(random.nextInt(REMEMBERED), at);
        }
    }

    private Order deletion() {
        String sensor = anySensor();
        long from = youngestMillis - random.nextLong(LoadPlan.SPAN.toMillis());
        long to = from + random.nextLong(1, LONGEST_DELETION_MILLIS);
        String path = "/api/sensors/%s/readings?from=%s&to=%s"
                .formatted(sensor, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
        return new Order(new Request.DeleteReadings(sensor, from, to), "DELETE", path, null);
    }

    /** Leaves its sensors alone if nobody knows any more whether what comes next is later than that. */
    void answered(Outcome outcome) {
        if (outcome == Outcome.TIMEOUT) {
            sensors.replaceAll(_ -> newSensor());
            sent.clear();
        }
    }
}
