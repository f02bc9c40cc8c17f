package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.testing.KeyFile;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.OidcIssuer;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets are in no line of the log, in no answer, in no figure and in no argument of a process. */
@Timeout(120)
class SecretsIT {
    private static final String INVALID = "mr_Unknown8secret";
    private static final String VIEW =
            "{\"request_id\":5,\"user_id\":5,\"created_at\":\"2026-11-20T00:00:00Z\",\"page_url\":\"/\"}\n";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringBuilder answers = new StringBuilder();

    @ParameterizedTest
    @CsvSource({"INFO, text", "DEBUG, text", "DEBUG, json"})
    void secretsStayWhereTheyAre(String level, String format) throws Exception {
        Credentials credentials =
                new Credentials("Ingest7password", "Report7password", "Rollup7password", "Admin7password");
        Map<String, String> environment = new HashMap<>();
        environment.put("MILLRACE_LOG_LEVEL", level);
        environment.put("MILLRACE_LOG_FORMAT", format);
        environment.put("MILLRACE_AUTH_KEYS_FILE", keys().toString());
        // Together the defaults need a larger heap.
        environment.put("MILLRACE_HTTP_MAX_IN_FLIGHT_BYTES", "16MB");
        environment.put("MILLRACE_MQTT_URL", "mqtt://127.0.0.1:1");
        environment.put("MILLRACE_MQTT_TOPICS", "plant/+/json");
        environment.put("MILLRACE_MQTT_USER", "millrace");
        environment.put("MILLRACE_MQTT_PASSWORD", "Mqtt7password");
        environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("MILLRACE_KAFKA_TRAFFIC_TOPICS", "views");
        environment.put("MILLRACE_KAFKA_SASL_MECHANISM", "PLAIN");
        environment.put("MILLRACE_KAFKA_SASL_USER", "millrace");
        environment.put("MILLRACE_KAFKA_SASL_PASSWORD", "Kafka7password");
        List<String> secrets = new ArrayList<>(List.of(
                "mr_writer",
                "mr_page",
                "mr_reader",
                "mr_admin",
                INVALID,
                "Ingest7password",
                "Report7password",
                "Rollup7password",
                "Admin7password",
                "Mqtt7password",
                "Kafka7password"));
        String output;
        try (OidcIssuer issuer = OidcIssuer.start();
                TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"), credentials)) {
            environment.put("MILLRACE_AUTH_OIDC_FILE", issuers(issuer).toString());
            environment.putAll(clickHouse.environment());
            String good = issuer.token(claims -> claims);
            String bad = issuer.token(claims -> claims.audience("other"));
            secrets.addAll(Stream.of(good, bad)
                    .flatMap(token -> Stream.of(token.split("\\.", -1)).skip(1))
                    .toList());
            try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), environment)) {
                talk(service, good, bad);
                clickHouse.kill();
                talk(service, good, bad);
                clickHouse.startAgain();
                // The server that stands for another one is told passwords by nobody here.
                assertThat(arguments(service.handle())).doesNotContain(secrets.toArray(String[]::new));
                assertThat(service.terminate()).isZero();
                output = service.output();
            }
        }
        assertThat(output).contains("Stopped.");
        assertThat(secrets).allSatisfy(secret -> {
            assertThat(output.lines().filter(line -> line.contains(secret)))
                    .as("the log")
                    .isEmpty();
            assertThat(answers.toString().lines().filter(line -> line.contains(secret)))
                    .as("answers")
                    .isEmpty();
        });
        assertThat(answers).contains("millrace_http_refused_requests_total{key=\"page\"", "\"status\"");
    }

    private void talk(MillraceProcess service, String good, String bad) throws Exception {
        for (String secret : List.of("mr_writer", "mr_page", "mr_reader", "mr_admin", INVALID, good, bad)) {
            for (String path : List.of(
                    "/api/traffic/daily/5",
                    "/api/traffic/hourly?from=x",
                    "/prometheus",
                    "/health/readiness",
                    "/api/admin/keys",
                    "/api/dead-letters",
                    "/nothing?key=x")) {
                send(service, "GET", path, "", secret);
            }
            send(service, "POST", "/api/traffic", VIEW, secret);
            send(service, "POST", "/api/traffic?key=" + secret, VIEW, "");
            send(service, "POST", "/api/traffic/beacon?key=" + secret, VIEW, "");
            send(service, "POST", "/api/traffic?key=" + secret, "{", "");
            send(service, "POST", "/api/sensors/readings?x=1&key=" + secret, "{", "");
            send(service, "POST", "/api/admin/keys", "{", secret);
        }
    }

    private void send(MillraceProcess service, String method, String path, String body, String secret)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path))
                .header("Content-Type", "application/x-ndjson")
                .header("Origin", secret.isEmpty() ? "https://evil.example" : "https://shop.example")
                .method(method, BodyPublishers.ofString(body));
        if (!secret.isEmpty()) {
            request.header("Authorization", "Bearer " + secret);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        answers.append(answer.headers().map())
                .append('\n')
                .append(answer.body())
                .append('\n');
    }

    private Path keys() throws IOException {
        return new KeyFile(
                        directory.resolve("keys.json"),
                        KeyFile.entry("writer", "'may':['write']"),
                        KeyFile.entry("page", "'may':['write'],'origins':['https://shop.example']"),
                        KeyFile.entry("reader", "'may':['read']"),
                        KeyFile.entry("admin", "'may':['admin']"))
                .path();
    }

    private Path issuers(OidcIssuer issuer) throws IOException {
        return Files.writeString(
                directory.resolve("issuers.json"),
                "[{\"name\":\"first\",\"issuer\":\"%s\",\"audiences\":[\"millrace\"],\"roles\":{\"*\":{\"may\":[\"read\"]}}}]"
                        .formatted(issuer.url()));
    }

    /** The arguments of the process and of all that it started. */
    private static String arguments(ProcessHandle process) throws IOException {
        StringBuilder all = new StringBuilder();
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            all.append(Files.readString(Path.of("/proc", Long.toString(each.pid()), "cmdline")))
                    .append('\n');
        }
        return all.toString();
    }
}
