package dev.millrace.torture.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.processes.Service;
import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.load.Ids;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks the service for the windows and readings of a round's sensors, and holds them against a count of stored readings. */
final class ReadingReportCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SENSORS_AT_ONCE = 100;

    /** The lengths of windows, by what their reports are called. */
    private static final Map<String, Duration> LENGTHS =
            new TreeMap<>(Map.of("1m", Duration.ofMinutes(1), "1h", Duration.ofHours(1), "1d", Duration.ofDays(1)));

    private final Service service;
    private final List<Finding> findings;
    private int compared;

    ReadingReportCheck(Service service, List<Finding> findings) {
        this.service = service;
        this.findings = findings;
    }

    /** Returns how many reports were compared. */
    int run(Ids ids, List<Reading> stored) throws IOException, InterruptedException {
        if (stored.isEmpty()) {
            return 0;
        }
        Map<String, List<Reading>> bySensor = stored.stream()
                .collect(Collectors.groupingBy(reading -> reading.at().sensor(), TreeMap::new, Collectors.toList()));
        String range = range(stored);
        List<String> sensors = List.copyOf(bySensor.keySet());
        for (int from = 0; from < sensors.size(); from += SENSORS_AT_ONCE) {
            List<String> some = sensors.subList(from, Math.min(sensors.size(), from + SENSORS_AT_ONCE));
            compareSensors(
                    some,
                    some.stream()
                            .flatMap(sensor -> bySensor.getOrDefault(sensor, List.of()).stream())
                            .toList(),
                    range);
        }
        for (String kind : List.of("1m", "1h")) {
            compare(
                    "/api/facilities/%s/%s?%s".formatted(ids.facility(), kind, range),
                    "windows",
                    ReadingReportCheck::window,
                    Windows.of(stored, millis(kind)));
        }
        return compared;
    }

    private static long millis(String kind) {
        return LENGTHS.getOrDefault(kind, Duration.ZERO).toMillis();
    }

    /** Returns a range of whole windows, from the first day until after the last reading. */
    private static String range(List<Reading> stored) {
        long first = stored.stream()
                .mapToLong(reading -> reading.at().millis())
                .min()
                .orElseThrow();
        long last = stored.stream()
                .mapToLong(reading -> reading.at().millis())
                .max()
                .orElseThrow();
        return "from=%s&to=%s".formatted(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last + 1));
    }

    private void compareSensors(List<String> sensors, List<Reading> stored, String range)
            throws IOException, InterruptedException {
        String which = sensors.stream().map(sensor -> "sensor_id=" + sensor).collect(Collectors.joining("&"));
        for (String kind : LENGTHS.keySet()) {
            compare(
                    "/api/sensors/%s?%s&%s".formatted(kind, range, which),
                    "windows",
                    ReadingReportCheck::windowOfSensor,
                    Windows.ofSensors(stored, millis(kind)));
        }
        compare(
                "/api/sensors/all?" + which,
                "windows",
                ReadingReportCheck::windowOfSensor,
                Windows.ofSensors(stored, 0));
        compare(
                "/api/sensors/readings?%s&%s".formatted(range, which),
                "readings",
                ReadingReportCheck::reading,
                stored.stream().map(Reading::toString).toList());
    }

    private void compare(String path, String list, Function<JsonNode, String> text, List<String> expected)
            throws IOException, InterruptedException {
        List<String> actual = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    JSON.readTree(service.get(path + "&limit=20000" + next).body());
            page.path(list).forEach(element -> actual.add(text.apply(element)));
            next = page.has("next") ? "&page=" + page.path("next").asText() : "";
        } while (!next.isEmpty());
        compared++;
        List<String> sorted = new ArrayList<>(expected);
        Collections.sort(sorted);
        Collections.sort(actual);
        if (!actual.equals(sorted)) {
            List<String> missing = new ArrayList<>(sorted);
            missing.removeAll(new HashSet<>(actual));
            List<String> tooMany = new ArrayList<>(actual);
            tooMany.removeAll(new HashSet<>(sorted));
            findings.add(new Finding(
                    Finding.Kind.REPORT,
                    "%s: readings say %s, which it does not have; it says %s, which readings do not"
                            .formatted(path, brief(missing), brief(tooMany))));
        }
    }

    private static String brief(List<String> lines) {
        return lines.stream().limit(5).collect(Collectors.joining("; ", lines.size() + " (", ")"));
    }

    private static String windowOfSensor(JsonNode window) {
        return window.path("sensor_id").asText() + " " + window(window);
    }

    private static String window(JsonNode window) {
        return Windows.text(
                Instant.parse(window.path("start").asText()).toString(),
                window.path("count").asLong(),
                window.path("min").asDouble(),
                window.path("max").asDouble(),
                window.path("sum").asDouble(),
                window.path("first").asDouble(),
                window.path("last").asDouble());
    }

    private static String reading(JsonNode reading) {
        return Reading.of(
                        reading.path("sensor_id").asText(),
                        Instant.parse(reading.path("ts").asText()).toEpochMilli(),
                        reading.path("value").asDouble())
                .toString();
    }
}
