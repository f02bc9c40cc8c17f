package dev.millrace.torture.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A report of page views: its request, its meaning, and the parser of its answer.
 *
 * @param path with its parameters
 */
record ViewReport(String path, Question<String> question, Function<JsonNode, Map<String, Count>> reader) {
    /** Views of a user by page. */
    static ViewReport daily(long user, String range, long from, long to) {
        return new ViewReport(
                "/api/traffic/daily/%s?%s".formatted(user, range),
                new Question<>(OptionalLong.of(user), from, to, View::page),
                ViewReport::readDaily);
    }

    /** Views and users of each page. */
    static ViewReport pages(String range, long from, long to) {
        return new ViewReport(
                "/api/traffic/pages?" + range,
                new Question<>(OptionalLong.empty(), from, to, View::page),
                answer -> readList(answer, "page_url"));
    }

    /** Views and users of each hour. */
    static ViewReport hourly(String range, long from, long to) {
        return new ViewReport(
                "/api/traffic/hourly?" + range,
                new Question<>(OptionalLong.empty(), from, to, ViewReport::hour),
                answer -> readList(answer, "hour"));
    }

    private static String hour(View view) {
        return Instant.ofEpochMilli(view.millis() / Times.HOUR * Times.HOUR).toString();
    }

    private static Map<String, Count> readDaily(JsonNode answer) {
        Map<String, Count> lines = new HashMap<>();
        answer.properties()
                .forEach(line ->
                        lines.put(line.getKey(), new Count(line.getValue().asLong(), -1)));
        return lines;
    }

    private static Map<String, Count> readList(JsonNode answer, String key) {
        Map<String, Count> lines = new HashMap<>();
        answer.forEach(line -> lines.put(
                line.path(key).asText(),
                new Count(line.path("views").asLong(), line.path("users").asLong())));
        return lines;
    }
}
