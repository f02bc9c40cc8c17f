package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestClickHouse;
import io.micronaut.web.router.Router;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
