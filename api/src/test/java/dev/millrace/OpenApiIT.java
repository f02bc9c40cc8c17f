package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gate.Permissions;
import dev.millrace.testing.TestClickHouse;
import io.micronaut.web.router.Router;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The description of the HTTP surface is the surface. */
class OpenApiIT {
    @TempDir
    static Path dataDir;

    private static TestService service;

    @BeforeAll
    static void startService() {
        service = TestService.start(dataDir, TestClickHouse.shared(), Map.of());
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws Exception {
        HttpResponse<String> answer = service.get("/openapi");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        Map<String, Map<String, Map<String, ?>>> description = new Yaml().load(answer.body());
        Set<String> described = new TreeSet<>();
        description
                .getOrDefault("paths", Map.of())
                .forEach((path, methods) -> methods.keySet()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(described).isEqualTo(routes());
    }

    /** The gate decides from method and path what a key must permit; what it says there is what callers are told. */
    @Test
    void everyRouteNeedsTheKeyThatIsDescribed() throws Exception {
        Map<String, Object> description =
                new Yaml().load(service.get("/openapi").body());
        Object common = description.get("security");
        for (String route : routes()) {
            String[] methodAndPath = route.split(" ", -1);
            Map<?, ?> operation = child(
                    child(child(description, "paths"), methodAndPath[1]), methodAndPath[0].toLowerCase(Locale.ROOT));
            Object security = operation.containsKey("security") ? operation.get("security") : common;
            assertThat(permissions(security))
                    .as(route)
                    .isEqualTo(Permissions.needed(methodAndPath[0], methodAndPath[1].replaceAll("\\{\\w+}", "7")));
        }
    }

    /** Every operation under /api; what is asked of a health check or of this description says nothing, and is passed over. */
    @TestFactory
    List<DynamicTest> aParameterIsDescribedAndRefusedOrTakenAndNotDescribed() throws Exception {
        Map<String, Object> description =
                new Yaml().load(service.get("/openapi").body());
        return routes().stream()
                .filter(route -> route.contains(" /api/"))
                .map(route -> DynamicTest.dynamicTest(route, () -> parametersAreThoseOf(description, route)))
                .toList();
    }

    private static void parametersAreThoseOf(Map<String, Object> description, String route) throws Exception {
        String[] methodAndPath = route.split(" ", -1);
        Map<?, ?> operation =
                child(child(child(description, "paths"), methodAndPath[1]), methodAndPath[0].toLowerCase(Locale.ROOT));
        // Nobody else's: among them are deletions.
        String path =
                methodAndPath[0] + " " + methodAndPath[1].replaceAll("\\{\\w+}", Long.toString(TestService.newUser()));
        boolean takesEvents = methodAndPath[0].equals("POST")
                && operation.containsKey("requestBody")
                && !methodAndPath[1].startsWith("/api/admin/");
        if (takesEvents) {
            assertThat(refusedParameter(path + "?undescribed=1")).isEmpty();
        } else {
            assertThat(refusedParameter(path + "?undescribed=1")).contains("undescribed");
        }
        for (Map<?, ?> parameter : queryParameters(description, operation)) {
            String name = String.valueOf(parameter.get("name")).replace("KEY", "k");
            assertThat(refusedParameter(path + "?" + name + "=1")).as(name).isEmpty();
            boolean isList = "array".equals(child(parameter, "schema").get("type"));
            assertThat(refusedParameter("%s?%s=1&%s=2".formatted(path, name, name)))
                    .as(name + " twice")
                    .isEqualTo(isList ? Optional.empty() : Optional.of(name));
        }
    }

    /** What the check says of a request: a value may be wrong all the same, which it does not look at. */
    private static Optional<String> refusedParameter(String methodAndUri) throws Exception {
        String[] parts = methodAndUri.split(" ", -1);
        HttpResponse<String> answer = switch (parts[0]) {
            case "GET" -> service.get(parts[1]);
            case "PUT" -> service.put(parts[1], "{}");
            case "DELETE" -> service.delete(parts[1]);
            case "POST" -> service.post(parts[1], "application/json", "");
            default -> throw new IllegalArgumentException(methodAndUri);
        };
        boolean isRefused = answer.statusCode() == 422
                && (answer.body().contains("There is no parameter ")
                        || answer.body().contains(" may be given only once."));
        return isRefused ? Optional.of(answer.body().replaceAll(".*\"field\":\"([^\"]*)\".*", "$1")) : Optional.empty();
    }

    private static List<Map<?, ?>> queryParameters(Map<String, Object> description, Map<?, ?> operation) {
        List<Map<?, ?>> parameters = new ArrayList<>();
        if (operation.get("parameters") instanceof List<?> all) {
            for (Object one : all) {
                Map<?, ?> parameter = (Map<?, ?>) one;
                if (parameter.get("$ref") instanceof String reference) {
                    String name = reference.substring(reference.lastIndexOf('/') + 1);
                    parameter = child(child(child(description, "components"), "parameters"), name);
                }
                if ("query".equals(parameter.get("in"))) {
                    parameters.add(parameter);
                }
            }
        }
        return parameters;
    }

    private static Map<?, ?> child(Map<?, ?> parent, String name) {
        return (Map<?, ?>) Objects.requireNonNull(parent.get(name), name);
    }

    /** What the alternatives have in common: a key in the header and one in the URL have to permit the same. */
    private static Set<String> permissions(@Nullable Object security) {
        return ((List<?>) Objects.requireNonNull(security))
                .stream()
                        .flatMap(alternative -> ((Map<?, ?>) alternative).values().stream())
                        .flatMap(scopes -> ((List<?>) scopes).stream())
                        .map(String::valueOf)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> routes() {
        Router router = service.bean(Router.class);
        return router.uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
                .filter(route -> !route.endsWith("/prometheus")) // Micrometer's, in Prometheus' own format
                .map(route -> route.replaceAll("/$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
