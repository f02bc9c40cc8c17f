package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Posts readings of sensors of its own, corrects them, and deletes ranges of them. */
final class SensorSender implements Actor {
    private static final int MOST_READINGS = 400;
    private static final int MOST_OF_A_BATCH = 30;

    private final World world;
    private final SplittableRandom random;
    private final List<String> sensors;

    /** Values that a kill may have lost. */
    private final Map<String, Map<Long, Double>> inMemory = new HashMap<>();

    SensorSender(World world, SplittableRandom random, List<String> sensors) {
        this.world = world;
        this.random = random;
        this.sensors = List.copyOf(sensors);
    }

    /** Returns the facility of a sensor. */
    static String facility(String sensor) {
        return "F" + Math.floorMod(sensor.hashCode(), 2);
    }

    /** A value with which a sum of doubles would depend on their order. */
    static double value(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(-100, 100) / 10.0;
            case 1 -> random.nextInt(1000) * 1e13;
            case 2 -> random.nextDouble() - 0.5;
            default -> random.nextInt(50);
        };
    }

    @Override
    public void act() throws InterruptedException {
        String sensor = sensors.get(random.nextInt(sensors.size()));
        NavigableMap<Long, History<Double>> known = world.sensors().of(sensor);
        int dice = random.nextInt(10);
        if (dice == 0 && !known.isEmpty()) {
            delete(sensor, known);
        } else {
            post(sensor, dice < 6 && known.size() < MOST_READINGS ? newTimes() : knownTimes(known));
        }
        world.pause(random, 5, 60);
    }

    private List<Long> newTimes() {
        long around = world.times().any(random);
        List<Long> times = new ArrayList<>();
        for (int i = random.nextInt(1, MOST_OF_A_BATCH); i > 0; i--) {
            times.add(around - random.nextInt(600) * 500L);
        }
        return times;
    }

    private List<Long> knownTimes(NavigableMap<Long, History<Double>> known) {
        List<Long> all = new ArrayList<>(known.keySet());
        List<Long> times = new ArrayList<>();
        for (int i = Math.min(all.size(), random.nextInt(1, 6)); i > 0; i--) {
            times.add(all.get(random.nextInt(all.size())));
        }
        return times;
    }

    private void post(String sensor, List<Long> times) throws InterruptedException {
        Map<Long, Double> values = new TreeMap<>();
        times.forEach(time -> values.put(time, value(random)));
        if (!values.isEmpty()) {
            post(sensor, values, Acknowledgement.any(random));
        }
    }

    private void post(String sensor, Map<Long, Double> values, String ack) throws InterruptedException {
        List<Runnable> whenStored = new ArrayList<>();
        values.forEach((time, value) -> whenStored.add(begin(sensor, time, Optional.of(value))));
        String body = values.entrySet().stream()
                .map(entry -> "{\"sensor_id\":\"%s\",\"ts\":%s,\"value\":%s,\"facility\":\"%s\"}"
                        .formatted(sensor, entry.getKey(), entry.getValue(), facility(sensor)))
                .collect(Collectors.joining("\n"));
        Reply reply = world.http().sure(() -> world.anyNode(random), Call.lines("/api/sensors/readings" + ack), body);
        world.tally().count(Tally.What.READINGS, values.size());
        Map<Long, Double> mayBeLost = inMemory.computeIfAbsent(sensor, _ -> new TreeMap<>());
        mayBeLost.keySet().removeAll(values.keySet());
        if (reply.isStored()) {
            whenStored.forEach(Runnable::run);
        } else if (reply.isInMemory()) {
            mayBeLost.putAll(values);
        }
    }

    private void delete(String sensor, NavigableMap<Long, History<Double>> known) throws InterruptedException {
        List<Long> times = new ArrayList<>(known.keySet());
        long from = times.get(random.nextInt(times.size()));
        long to = from + (random.nextBoolean() ? random.nextLong(1, 60_000) : random.nextLong(1, 3 * Times.HOUR));
        List<Runnable> whenStored = new ArrayList<>();
        for (long time : List.copyOf(known.subMap(from, to).keySet())) {
            whenStored.add(begin(sensor, time, Optional.empty()));
        }
        String path =
                "/api/sensors/%s/readings%s&%s".formatted(sensor, Acknowledgement.safe(random), Times.range(from, to));
        Reply reply = world.http().sure(() -> world.anyNode(random), Call.of("DELETE", path), "");
        world.tally().count(Tally.What.RANGE_DELETIONS);
        inMemory.computeIfAbsent(sensor, _ -> new TreeMap<>()).keySet().removeIf(time -> time >= from && time < to);
        if (reply.isStored()) {
            whenStored.forEach(Runnable::run);
        }
    }

    private Runnable begin(String sensor, long time, Optional<Double> value) {
        History<Double> history = world.sensors().at(sensor, time);
        Action<Double> action = history.begin(value, true);
        return () -> history.stored(action);
    }

    @Override
    public void settle() throws InterruptedException {
        for (String sensor : sensors) {
            Map<Long, Double> values = new TreeMap<>(inMemory.getOrDefault(sensor, Map.of()));
            if (!values.isEmpty()) {
                post(sensor, values, "?ack=disk");
            }
        }
    }
}
