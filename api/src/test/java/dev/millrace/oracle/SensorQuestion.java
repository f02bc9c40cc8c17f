package dev.millrace.oracle;

import dev.millrace.time.TimeRange;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report of readings.
 *
 * @param size of windows: 1m, 1h, 1d, or all for all time
 * @param sensors whose windows are asked for, none for those of a facility
 * @param facility whose windows are asked for, or, without a size, whose sensors
 */
record SensorQuestion(String size, List<String> sensors, String facility, TimeRange range)
        implements Question<SensorModel.Key, SensorReading> {
    private static final JsonMapper JSON = JsonMapper.createDefault();
    private static final Map<String, Duration> SIZES =
            Map.of("1m", Duration.ofMinutes(1), "1h", Duration.ofHours(1), "1d", Duration.ofDays(1));

    /** An hour of a sensor. */
    private record Cell(String sensor, Instant hour) {}

    @Override
    public boolean concerns(SensorModel.Key key, SensorReading reading) {
        if (sensors.isEmpty() ? !reading.facility().equals(facility) : !sensors.contains(reading.sensor())) {
            return false;
        }
        Duration window = SIZES.get(size);
        if (window == null) {
            return true;
        }
        Instant start = floor(reading.ts(), window);
        return !start.isBefore(floor(range.from(), window)) && start.isBefore(range.to());
    }

    @Override
    public Object cell(SensorModel.Key key) {
        return new Cell(key.sensor(), key.ts().truncatedTo(ChronoUnit.HOURS));
    }

    private String path() {
        String within = "from=%s&to=%s".formatted(range.from(), range.to());
        if (sensors.isEmpty()) {
            return size.isEmpty()
                    ? "/api/facilities/%s/sensors".formatted(facility)
                    : "/api/facilities/%s/%s?%s".formatted(facility, size, within);
        }
        String ids = sensors.stream().collect(Collectors.joining("&sensor_id=", "?sensor_id=", "&"));
        return "/api/sensors/" + size + ids + (size.equals("all") ? "" : within);
    }

    @Override
    public String ask(Node node) throws IOException, InterruptedException {
        String list = size.isEmpty() ? "sensors" : "windows";
        Map<String, Object> answer =
                JSON.readValue(node.send("GET", path(), ""), Argument.mapOf(String.class, Object.class));
        List<String> rows = new ArrayList<>();
        for (Object element : (List<?>) Objects.requireNonNull(answer.get(list))) {
            @SuppressWarnings("unchecked")
            Map<String, Object> columns = (Map<String, Object>) element;
            rows.add(row(columns));
        }
        return String.join("\n", rows);
    }

    private String row(Map<String, Object> row) {
        if (size.isEmpty()) {
            return "%s %s %s".formatted(row.get("sensor_id"), time(row.get("ts")), number(row.get("value")));
        }
        String name = sensors.isEmpty() ? "" : row.get("sensor_id") + " ";
        return name + text(row) + (size.equals("all") ? " last at " + time(row.get("last_at")) : "");
    }

    @Override
    public String expected(Map<SensorModel.Key, SensorReading> readings) {
        List<SensorReading> wanted = readings.values().stream()
                .filter(reading -> concerns(SensorModel.Key.of(reading), reading))
                .sorted(ExpectedWindow.IN_TIME)
                .toList();
        List<String> rows = new ArrayList<>();
        if (sensors.isEmpty() && !size.isEmpty()) {
            windows(wanted)
                    .forEach((start, within) ->
                            rows.add(ExpectedWindow.of(start, within).toString()));
        } else {
            grouped(wanted, SensorReading::sensor).forEach((sensor, of) -> rows.addAll(ofSensor(sensor, of)));
        }
        return String.join("\n", rows);
    }

    private List<String> ofSensor(String sensor, List<SensorReading> readings) {
        SensorReading last = readings.getLast();
        if (size.isEmpty()) {
            return List.of("%s %s %s".formatted(sensor, last.ts(), last.value()));
        }
        if (size.equals("all")) {
            return List.of("%s %s last at %s"
                    .formatted(sensor, ExpectedWindow.of(readings.getFirst().ts(), readings), last.ts()));
        }
        List<String> rows = new ArrayList<>();
        windows(readings).forEach((start, within) -> rows.add(sensor + " " + ExpectedWindow.of(start, within)));
        return rows;
    }

    private Map<Instant, List<SensorReading>> windows(Collection<SensorReading> readings) {
        Duration window = Objects.requireNonNull(SIZES.get(size));
        return grouped(readings, reading -> floor(reading.ts(), window));
    }

    private static <T> Map<T, List<SensorReading>> grouped(
            Collection<SensorReading> readings, Function<SensorReading, T> by) {
        return readings.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.toList()));
    }

    private static Instant floor(Instant time, Duration window) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), window.toSeconds()) * window.toSeconds());
    }

    private static String text(Map<String, Object> row) {
        return new ExpectedWindow(
                        time(row.get("start")),
                        ((Number) Objects.requireNonNull(row.get("count"))).longValue(),
                        number(row.get("min")),
                        number(row.get("max")),
                        number(row.get("avg")),
                        number(row.get("sum")),
                        number(row.get("first")),
                        number(row.get("last")))
                .toString();
    }

    private static Instant time(@Nullable Object text) {
        return Instant.parse(String.valueOf(text));
    }

    private static @Nullable Double number(@Nullable Object number) {
        return number == null ? null : ((Number) number).doubleValue();
    }

    @Override
    public String toString() {
        return path();
    }
}
