package dev.millrace.oracle;

import dev.millrace.time.TimeRange;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A report of page views.
 *
 * @param user whose pages are asked for, if they are
 */
record ViewQuestion(Databases databases, Kind kind, long user, TimeRange range) implements Question<Model.Key, String> {
    private static final JsonMapper JSON = JsonMapper.createDefault();

    /** What is asked for. */
    enum Kind {
        USER,
        PAGES,
        HOURS
    }

    /** An hour in a shard. */
    private record Cell(int shard, Instant hour) {}

    @Override
    public boolean concerns(Model.Key key, String page) {
        return !key.time().isBefore(range.from())
                && key.time().isBefore(range.to())
                && (kind != Kind.USER || key.user() == user);
    }

    @Override
    public Object cell(Model.Key key) {
        return new Cell(databases.ofUser(key.user()), hour(key));
    }

    private static Instant hour(Model.Key key) {
        return key.time().truncatedTo(ChronoUnit.HOURS);
    }

    private String path() {
        String query = "?from=%s&to=%s".formatted(range.from(), range.to());
        return switch (kind) {
            case USER -> "/api/traffic/daily/" + user + query;
            case PAGES -> "/api/traffic/pages" + query;
            case HOURS -> "/api/traffic/hourly" + query;
        };
    }

    @Override
    public String ask(Node node) throws IOException, InterruptedException {
        String answer = node.send("GET", path(), "");
        if (kind == Kind.USER) {
            return new TreeMap<>(JSON.readValue(answer, Argument.mapOf(String.class, Long.class))).toString();
        }
        String first = kind == Kind.PAGES ? "page_url" : "hour";
        List<Map<String, Object>> rows =
                JSON.readValue(answer, Argument.listOf(Argument.mapOf(String.class, Object.class)));
        return rows.stream()
                .map(row -> "%s %s %s".formatted(row.get(first), row.get("views"), row.get("users")))
                .sorted()
                .toList()
                .toString();
    }

    @Override
    public String expected(Map<Model.Key, String> views) {
        Map<Model.Key, String> wanted = new HashMap<>(views);
        wanted.entrySet().removeIf(view -> !concerns(view.getKey(), view.getValue()));
        return switch (kind) {
            case USER ->
                wanted.values().stream()
                        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
                        .toString();
            case PAGES -> rows(wanted, (_, page) -> page);
            case HOURS -> rows(wanted, (key, _) -> hour(key).toString());
        };
    }

    private interface Group {
        String of(Model.Key key, String page);
    }

    private static String rows(Map<Model.Key, String> views, Group group) {
        Map<String, Long> counts = new HashMap<>();
        Map<String, Set<Long>> users = new HashMap<>();
        views.forEach((key, page) -> {
            counts.merge(group.of(key, page), 1L, Long::sum);
            users.computeIfAbsent(group.of(key, page), _ -> new HashSet<>()).add(key.user());
        });
        return counts.entrySet().stream()
                .map(row -> "%s %s %s"
                        .formatted(
                                row.getKey(),
                                row.getValue(),
                                users.getOrDefault(row.getKey(), Set.of()).size()))
                .sorted()
                .toList()
                .toString();
    }

    @Override
    public String toString() {
        return path();
    }
}
