package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.TimeRange;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks for windows and compares them with what is computed here from the readings that there are. */
final class SensorReports {
    private static final JsonMapper JSON = JsonMapper.createDefault();
    private static final Map<String, Duration> SIZES =
            Map.of("1m", Duration.ofMinutes(1), "1h", Duration.ofHours(1), "1d", Duration.ofDays(1));

    private final Node node;
    private final List<SensorReading> readings;

    SensorReports(Node node, List<SensorReading> readings) {
        this.node = node;
        this.readings = readings;
    }

    void check(List<String> sensors, String size, TimeRange range) throws IOException, InterruptedException {
        String path = "/api/sensors/%s%sfrom=%s&to=%s".formatted(size, query(sensors), range.from(), range.to());
        List<String> expected = new ArrayList<>();
        for (String sensor : sensors.stream().sorted().toList()) {
            windows(reading -> reading.sensor().equals(sensor), size, range)
                    .forEach((start, within) -> expected.add(sensor + " " + text(ExpectedWindow.of(start, within))));
        }
        assertThat(answered(path, "windows", row -> row.get("sensor_id") + " " + text(row)))
                .as(path)
                .containsExactlyElementsOf(expected);
    }

    void checkAllTime(List<String> sensors) throws IOException, InterruptedException {
        String path = "/api/sensors/all" + query(sensors);
        List<String> expected = new ArrayList<>();
        for (String sensor : sensors.stream().sorted().toList()) {
            List<SensorReading> all = readings.stream()
                    .filter(reading -> reading.sensor().equals(sensor))
                    .sorted(ExpectedWindow.IN_TIME)
                    .toList();
            if (!all.isEmpty()) {
                expected.add("%s %s last at %s"
                        .formatted(
                                sensor,
                                text(ExpectedWindow.of(all.getFirst().ts(), all)),
                                all.getLast().ts()));
            }
        }
        assertThat(answered(
                        path,
                        "windows",
                        row -> "%s %s last at %s".formatted(row.get("sensor_id"), text(row), time(row.get("last_at")))))
                .as(path)
                .containsExactlyElementsOf(expected);
    }

    void checkFacility(String facility, String size, TimeRange range) throws IOException, InterruptedException {
        String path = "/api/facilities/%s/%s?from=%s&to=%s".formatted(facility, size, range.from(), range.to());
        List<String> expected = new ArrayList<>();
        windows(reading -> reading.facility().equals(facility), size, range)
                .forEach((start, within) -> expected.add(text(ExpectedWindow.of(start, within))));
        assertThat(answered(path, "windows", SensorReports::text)).as(path).containsExactlyElementsOf(expected);
    }

    void checkFacilitySensors(String facility) throws IOException, InterruptedException {
        String path = "/api/facilities/%s/sensors".formatted(facility);
        List<String> expected = readings.stream()
                .filter(reading -> reading.facility().equals(facility))
                .collect(Collectors.groupingBy(SensorReading::sensor, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(of ->
                        of.stream().max(Comparator.comparing(SensorReading::ts)).orElseThrow())
                .map(last -> "%s %s %s".formatted(last.sensor(), last.ts(), last.value()))
                .toList();
        assertThat(answered(
                        path,
                        "sensors",
                        row -> "%s %s %s"
                                .formatted(row.get("sensor_id"), time(row.get("ts")), number(row.get("value")))))
                .as(path)
                .containsExactlyElementsOf(expected);
    }

    private static String query(List<String> sensors) {
        return sensors.stream().collect(Collectors.joining("&sensor_id=", "?sensor_id=", "&"));
    }

    private Map<Instant, List<SensorReading>> windows(Predicate<SensorReading> wanted, String size, TimeRange range) {
        long seconds = Objects.requireNonNull(SIZES.get(size)).toSeconds();
        Instant first = floor(range.from(), seconds);
        return readings.stream()
                .filter(wanted)
                .filter(reading -> {
                    Instant start = floor(reading.ts(), seconds);
                    return !start.isBefore(first) && start.isBefore(range.to());
                })
                .collect(Collectors.groupingBy(
                        reading -> floor(reading.ts(), seconds), TreeMap::new, Collectors.toList()));
    }

    private static Instant floor(Instant time, long seconds) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    private static String text(ExpectedWindow window) {
        return window.toString();
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

    private interface Row {
        String text(Map<String, Object> row);
    }

    private List<String> answered(String path, String list, Row row) throws IOException, InterruptedException {
        Map<String, Object> answer =
                JSON.readValue(node.send("GET", path, ""), Argument.mapOf(String.class, Object.class));
        List<String> rows = new ArrayList<>();
        for (Object element : (List<?>) Objects.requireNonNull(answer.get(list))) {
            @SuppressWarnings("unchecked")
            Map<String, Object> columns = (Map<String, Object>) element;
            rows.add(row.text(columns));
        }
        return rows;
    }
}
