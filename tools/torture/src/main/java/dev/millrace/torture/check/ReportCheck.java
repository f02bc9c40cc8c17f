package dev.millrace.torture.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.processes.Service;
import dev.millrace.torture.journal.View;
import dev.millrace.torture.load.Ids;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Asks the service for every report with views of the round, and compares it with a count of raw rows. */
final class ReportCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PAGES = """
            SELECT page_url, count(), uniqExact(user_id) FROM millrace.traffic FINAL
            WHERE created_at >= toDateTime64('${day} 00:00:00', 3, 'UTC')
              AND created_at < toDateTime64('${day} 00:00:00', 3, 'UTC') + INTERVAL 1 DAY
            GROUP BY page_url
            """;

    private final Service service;
    private final Sql sql;
    private final List<Finding> findings;

    ReportCheck(Service service, Sql sql, List<Finding> findings) {
        this.service = service;
        this.sql = sql;
        this.findings = findings;
    }

    /** Returns how many reports were compared. */
    int run(Ids ids, List<View> stored) throws IOException, InterruptedException {
        Map<LocalDate, Map<Long, Map<String, Long>>> counts = new TreeMap<>();
        for (View view : stored) {
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(view.createdAt()), ZoneOffset.UTC);
            counts.computeIfAbsent(day, _ -> new HashMap<>())
                    .computeIfAbsent(view.userId(), _ -> new HashMap<>())
                    .merge(view.pageUrl(), 1L, Long::sum);
        }
        int compared = 0;
        for (LocalDate day : new TreeSet<>(counts.keySet())) {
            Map<Long, Map<String, Long>> users = counts.getOrDefault(day, Map.of());
            for (long user = ids.firstUser(); user <= ids.lastUser(); user++) {
                compare("/api/traffic/daily/%s?date=%s".formatted(user, day), users.getOrDefault(user, Map.of()));
                compared++;
            }
            compareSite(day);
            compared++;
        }
        return compared;
    }

    private void compare(String path, Map<String, Long> expected) throws IOException, InterruptedException {
        JsonNode report = JSON.readTree(service.get(path).body());
        Map<String, Long> actual = new HashMap<>();
        report.properties()
                .forEach(page -> actual.put(page.getKey(), page.getValue().asLong()));
        if (!actual.equals(expected)) {
            differ(path, new TreeMap<>(actual).toString(), new TreeMap<>(expected).toString());
        }
    }

    private void compareSite(LocalDate day) throws IOException, InterruptedException {
        String path = "/api/traffic/pages?date=%s&limit=10000".formatted(day);
        List<String> actual = new ArrayList<>();
        for (JsonNode page : JSON.readTree(service.get(path).body())) {
            actual.add("%s %s %s".formatted(page.path("page_url").asText(), page.path("views"), page.path("users")));
        }
        // A user is in one shard, so users add up as views do.
        Map<String, long[]> counts = new HashMap<>();
        for (String[] row : sql.rows(PAGES.replace("${day}", day.toString()))) {
            long[] count = counts.computeIfAbsent(row[0], _ -> new long[2]);
            count[0] += Long.parseLong(row[1]);
            count[1] += Long.parseLong(row[2]);
        }
        List<String> expected = new ArrayList<>();
        counts.forEach((page, count) -> expected.add("%s %s %s".formatted(page, count[0], count[1])));
        actual.sort(Comparator.naturalOrder());
        expected.sort(Comparator.naturalOrder());
        if (!actual.equals(expected)) {
            differ(path, actual.toString(), expected.toString());
        }
    }

    private void differ(String path, String actual, String expected) {
        findings.add(new Finding(Finding.Kind.REPORT, "%s says %s, rows say %s".formatted(path, actual, expected)));
    }
}
