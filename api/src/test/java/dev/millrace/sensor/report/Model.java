package dev.millrace.sensor.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What was posted, and the windows of it, computed with decimals of any length and without any of the code that is tested. */
final class Model {
    private static final MathContext ENOUGH = new MathContext(60);

    record Reading(String sensor, Instant ts, double value, String facility) {
        String json() {
            return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s%s}"
                    .formatted(sensor, ts, value, facility.isEmpty() ? "" : ",\"facility\":\"" + facility + "\"");
        }
    }

    private final Map<String, Map<Instant, Reading>> live = new TreeMap<>();

    /** Somewhere in a few minutes of a few hours of two days, so that many share a window, and some an instant. */
    static Reading random(Random random, List<String> sensors, Instant start) {
        Instant ts = start.plusSeconds(3600L * random.nextInt(27))
                .plusSeconds(60L * random.nextInt(4))
                .plusMillis(random.nextInt(10));
        double value = random.nextInt(4) == 0
                ? random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20)
                : random.nextInt(1000) / 10.0;
        return new Reading(
                sensors.get(random.nextInt(sensors.size())),
                ts,
                value,
                List.of("", "F1", "F2").get(random.nextInt(3)));
    }

    void put(Reading reading) {
        live.computeIfAbsent(reading.sensor(), s -> new TreeMap<>()).put(reading.ts(), reading);
    }

    /** The windows that a report is to answer. */
    List<String> windows(String size, String range) {
        List<String> windows = new ArrayList<>();
        live.forEach((sensor, readings) -> {
            Map<Instant, List<Reading>> byStart = new TreeMap<>();
            for (Reading reading : readings.values()) {
                Instant start = start(size, reading.ts());
                if (size.equals("all") || isIn(size, start, range)) {
                    byStart.computeIfAbsent(start, s -> new ArrayList<>()).add(reading);
                }
            }
            byStart.forEach((start, in) -> windows.add(window(sensor, start, in, size.equals("all"))));
        });
        return windows;
    }

    private static boolean isIn(String size, Instant start, String range) {
        Instant from = Instant.parse(range.replaceAll(".*from=([^&]*).*", "$1"));
        Instant to = Instant.parse(range.replaceAll(".*to=([^&]*).*", "$1"));
        return !start.isBefore(start(size, from)) && start.isBefore(to);
    }

    private static Instant start(String size, Instant ts) {
        long seconds = switch (size) {
            case "1m" -> 60;
            case "1h" -> 3600;
            case "1d" -> 86_400;
            default -> 1L << 40;
        };
        return Instant.ofEpochSecond(ts.getEpochSecond() / seconds * seconds);
    }

    /** As JSON. */
    private static String window(String sensor, Instant start, List<Reading> in, boolean isAllTime) {
        BigDecimal sum =
                in.stream().map(reading -> new BigDecimal(reading.value())).reduce(BigDecimal.ZERO, BigDecimal::add);
        Reading first = in.getFirst();
        Reading last = in.getLast();
        String times = isAllTime
                ? "\"start\":\"%s\",\"last_at\":\"%s\"".formatted(first.ts(), last.ts())
                : "\"start\":\"%s\"".formatted(start);
        return "{\"sensor_id\":\"%s\",%s,\"count\":%s,\"min\":%s,\"max\":%s,\"avg\":%s,\"sum\":%s,\"first\":%s,\"last\":%s}"
                .formatted(
                        sensor,
                        times,
                        in.size(),
                        in.stream().mapToDouble(Reading::value).min().orElseThrow(),
                        in.stream().mapToDouble(Reading::value).max().orElseThrow(),
                        sum.divide(BigDecimal.valueOf(in.size()), ENOUGH).doubleValue(),
                        sum.doubleValue(),
                        first.value(),
                        last.value());
    }
}
