package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.TimeRange;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks for reports and compares them with counts. */
final class Reports {
    private static final JsonMapper JSON = JsonMapper.createDefault();

    private final Node node;
    private final String query;
    private final Map<Count, Long> expected;

    Reports(Node node, TimeRange range, Map<Count, Long> expected) {
        this.node = node;
        this.query = "?from=%s&to=%s".formatted(range.from(), range.to());
        this.expected = expected;
    }

    void checkUser(long user) throws IOException, InterruptedException {
        Map<String, Long> pages = new TreeMap<>();
        expected.forEach((count, views) -> {
            if (count.user() == user) {
                pages.merge(count.page(), views, Long::sum);
            }
        });
        Map<String, Long> actual = JSON.readValue(
                node.send("GET", "/api/traffic/daily/" + user + query, ""), Argument.mapOf(String.class, Long.class));
        assertThat(actual).as("user %s %s", user, query).isEqualTo(pages);
    }

    void checkPages() throws IOException, InterruptedException {
        Map<String, Long> views = new TreeMap<>();
        Map<String, Set<Long>> users = new TreeMap<>();
        expected.forEach((count, n) -> {
            views.merge(count.page(), n, Long::sum);
            users.computeIfAbsent(count.page(), _ -> new HashSet<>()).add(count.user());
        });
        List<String> pages = new ArrayList<>();
        views.forEach((page, n) -> pages.add(
                "%s %s %s".formatted(page, n, users.getOrDefault(page, Set.of()).size())));
        assertThat(rows("/api/traffic/pages", "page_url"))
                .as("pages %s", query)
                .containsExactlyInAnyOrderElementsOf(pages);
    }

    void checkHours() throws IOException, InterruptedException {
        Map<Instant, Long> views = new TreeMap<>();
        Map<Instant, Set<Long>> users = new TreeMap<>();
        expected.forEach((count, n) -> {
            views.merge(count.hour(), n, Long::sum);
            users.computeIfAbsent(count.hour(), _ -> new HashSet<>()).add(count.user());
        });
        List<String> hours = new ArrayList<>();
        views.forEach((hour, n) -> hours.add(
                "%s %s %s".formatted(hour, n, users.getOrDefault(hour, Set.of()).size())));
        assertThat(rows("/api/traffic/hourly", "hour")).as("hours %s", query).containsExactlyElementsOf(hours);
    }

    private List<String> rows(String path, String first) throws IOException, InterruptedException {
        List<Map<String, Object>> answer = JSON.readValue(
                node.send("GET", path + query, ""), Argument.listOf(Argument.mapOf(String.class, Object.class)));
        return answer.stream()
                .map(row -> "%s %s %s".formatted(row.get(first), row.get("views"), row.get("users")))
                .toList();
    }
}
