package dev.millrace.torture.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The answers that an OpenAPI description allows. Thread-safe. */
final class Documented {
    private static final String PROBLEM = "application/problem+json";

    /** Answers that the introduction of the description gives to any request. */
    private static final List<Integer> GENERAL = List.of(400, 401, 403, 404, 405, 406, 408, 413, 415, 422, 429, 503);

    private final List<Route> routes = new ArrayList<>();
    private final Map<Integer, Set<String>> anywhere = new TreeMap<>();

    /**
     * A route.
     *
     * @param parts of its path; one in braces stands for any
     * @param answers content types by status, none for an answer without a body
     */
    record Route(String method, List<String> parts, Map<Integer, Set<String>> answers) {
        /** Copies. */
        Route {
            parts = List.copyOf(parts);
            answers = Map.copyOf(answers);
        }

        private boolean takes(String asked, List<String> path) {
            return method.equals(asked)
                    && parts.size() == path.size()
                    && IntStream.range(0, parts.size())
                            .allMatch(i ->
                                    parts.get(i).startsWith("{") || parts.get(i).equals(path.get(i)));
        }

        private long fixedParts() {
            return parts.stream().filter(part -> !part.startsWith("{")).count();
        }
    }

    /** Reads a description. */
    Documented(String yaml) {
        Map<String, Object> description = new Yaml().load(yaml);
        map(description.get("paths"))
                .forEach((path, methods) -> map(methods).forEach((method, operation) -> {
                    Map<Integer, Set<String>> answers = new HashMap<>();
                    map(map(operation).get("responses")).forEach((status, answer) -> {
                        Set<String> types = map(resolved(answer, description).get("content"))
                                .keySet();
                        answers.put(Integer.valueOf(status), Set.copyOf(types));
                        anywhere.computeIfAbsent(Integer.valueOf(status), _ -> new TreeSet<>())
                                .addAll(types);
                    });
                    routes.add(new Route(method.toUpperCase(Locale.ROOT), parts(path), answers));
                }));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static Map<String, Object> resolved(Object answer, Map<String, Object> description) {
        Object reference = map(answer).get("$ref");
        Object found = reference == null ? answer : description;
        if (reference != null) {
            for (String name : reference.toString().substring(2).split("/", -1)) {
                found = map(found).get(name);
            }
        }
        return map(found);
    }

    private static List<String> parts(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    /** Returns all routes. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /** Says what is wrong with an answer to a request, if anything is. */
    Optional<String> problem(Case sent, int status, String contentType) {
        if (status >= 500 && status != 503) {
            return Optional.of("%s was answered".formatted(status));
        }
        Map<Integer, Set<String>> allowed = allowed(sent);
        if (!allowed.containsKey(status) && !GENERAL.contains(status)) {
            return Optional.of("%s is not documented".formatted(status));
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean isGeneral = GENERAL.contains(status) && type.equals(PROBLEM);
        Set<String> types = allowed.getOrDefault(status, Set.of(PROBLEM));
        boolean isGood = isGeneral || types.contains(type) || (type.isEmpty() && types.isEmpty());
        return isGood
                ? Optional.empty()
                : Optional.of("the content type '%s' is not documented for %s".formatted(type, status));
    }

    private Map<Integer, Set<String>> allowed(Case sent) {
        if (!sent.isWhole()) {
            return anywhere;
        }
        List<String> path = sent.path().isEmpty() ? List.of() : parts(sent.path());
        return routes.stream()
                .filter(route -> route.takes(sent.method(), path))
                .max(Comparator.comparingLong(Route::fixedParts))
                .map(Route::answers)
                .orElse(Map.of());
    }
}
