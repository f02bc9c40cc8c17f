package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A report of windows of readings: of one sensor, several, or a facility.
 *
 * @param path with its parameters
 * @param groups whose readings are put together; the answer has windows for each of them
 * @param from the start of the first window
 * @param to the end of the last one
 * @param length of a window in milliseconds; 0 for all time
 */
record WindowReport(String path, List<Group> groups, long from, long to, long length) {
    private static final List<String> KINDS = List.of("1m", "1h", "1d", "all");

    /**
     * Sensors that are reported together.
     *
     * @param name what the answer calls it; empty if it has no name there
     */
    record Group(String name, List<String> sensors) {}

    static WindowReport any(Times times, List<String> sensors, List<Group> facilities, SplittableRandom random) {
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        long from = random.nextBoolean() ? times.first() - Times.DAY : random.nextLong(times.first(), times.end() - 1);
        long to = random.nextBoolean() ? times.end() : random.nextLong(from + 1, times.end());
        return switch (random.nextInt(5)) {
            case 0 -> ofFacility(facilities.get(random.nextInt(facilities.size())), from, to);
            case 1 -> of(kind, sensors, from, to);
            default -> of(kind, List.of(sensors.get(random.nextInt(sensors.size()))), from, to);
        };
    }

    /** Returns every kind of window of each sensor and facility. */
    static List<WindowReport> all(Times times, List<String> sensors, List<Group> facilities) {
        long from = times.first() - Times.DAY;
        List<WindowReport> reports = new ArrayList<>();
        for (String kind : KINDS) {
            sensors.forEach(sensor -> reports.add(of(kind, List.of(sensor), from, times.end())));
            reports.add(of(kind, sensors, from, times.end()));
        }
        facilities.forEach(facility -> reports.add(ofFacility(facility, from, times.end())));
        return reports;
    }

    private static WindowReport of(String kind, List<String> sensors, long from, long to) {
        boolean isAllTime = kind.equals("all");
        String range = isAllTime ? "" : Times.range(from, to) + "&limit=100000";
        String path = sensors.size() == 1
                ? "/api/sensors/%s/%s?%s".formatted(sensors.getFirst(), kind, range)
                : "/api/sensors/%s?%s%s"
                        .formatted(
                                kind,
                                range,
                                String.join(
                                        "",
                                        sensors.stream()
                                                .map(sensor -> "&sensor_id=" + sensor)
                                                .toList()));
        List<Group> groups = sensors.stream()
                .map(sensor -> new Group(sensor, List.of(sensor)))
                .toList();
        return isAllTime
                ? new WindowReport(path, groups, 0, Long.MAX_VALUE, 0)
                : whole(path, groups, from, to, length(kind));
    }

    private static WindowReport ofFacility(Group facility, long from, long to) {
        String path = "/api/facilities/%s/1h?%s".formatted(facility.name(), Times.range(from, to));
        return whole(path, List.of(new Group("", facility.sensors())), from, to, Times.HOUR);
    }

    /** Windows are whole: the first is the one that the begin is in, the last the one that begins before the end. */
    private static WindowReport whole(String path, List<Group> groups, long from, long to, long length) {
        return new WindowReport(
                path, groups, Math.floorDiv(from, length) * length, Math.ceilDiv(to, length) * length, length);
    }

    private static long length(String kind) {
        return switch (kind) {
            case "1m" -> 60_000;
            case "1h" -> Times.HOUR;
            default -> Times.DAY;
        };
    }
}
