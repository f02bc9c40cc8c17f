package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.KeyFile;
import dev.millrace.testing.MillraceProcess;
import dev.millrace.testing.TestClickHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of a service, and the arguments of its child processes, tell other users of the machine nothing. */
@Timeout(180)
class PrivateFilesIT {
    private static final Pattern PASSWORD = Pattern.compile("_PASSWORD=([^\\x00]+)");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void allFilesOfAServiceAreForItsUserAlone() throws Exception {
        KeyFile keys =
                new KeyFile(directory.resolve("keys.json"), KeyFile.entry("all", "'may':['read','write','admin']"));
        Files.setPosixFilePermissions(keys.path(), PosixFilePermissions.fromString("rw-------"));
        Map<String, String> environment = new HashMap<>();
        environment.put("MILLRACE_AUTH_KEYS_FILE", keys.path().toString());
        environment.put("MILLRACE_KAFKA", "embedded");
        // Together the defaults need a larger heap.
        environment.put("MILLRACE_HTTP_MAX_IN_FLIGHT_BYTES", "12MB");
        environment.put("MILLRACE_KAFKA_MAX_WAITING_BYTES", "8MB");
        environment.put("MILLRACE_KAFKA_LOG_MODE", "on");
        environment.put("MILLRACE_ARCHIVE_TRAFFIC", "true");
        Path data = directory.resolve("data");
        try (TestClickHouse clickHouse = TestClickHouse.in(directory.resolve("clickhouse"));
                MillraceProcess service = start(data, clickHouse, environment)) {
            clickHouse.query(
                    "ALTER TABLE millrace.traffic ADD CONSTRAINT no_poison CHECK NOT startsWith(page_url, '/poison')");
            post(service, "/api/admin/keys", "{\"name\":\"other\",\"may\":[\"read\"]}");
            String view = "{\"request_id\":%s,\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/\"}\n";
            post(service, "/api/traffic?ack=stored", view.formatted(1, TestService.anHourAgo()));
            post(
                    service,
                    "/api/traffic",
                    view.formatted(2, TestService.anHourAgo()).replace("\"/\"", "\"/poison\""));
            awaitFiles(data, "dead-letters/2", "stored-keys.json", "buffer/", "kafka/", "versions");
            assertThat(forOthers(data)).isEmpty();
            assertThat(service.output()).doesNotContain("chmod 600");
        }
    }

    private static MillraceProcess start(Path data, TestClickHouse clickHouse, Map<String, String> environment)
            throws Exception {
        Map<String, String> all = new HashMap<>(clickHouse.environment());
        all.putAll(environment);
        MillraceProcess service = MillraceProcess.start(data, all);
        long until = System.nanoTime() + 60_000_000_000L;
        while (service.get("/health/readiness").statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.sleep(50);
        }
        return service;
    }

    @Test
    void aDataDirectoryThatWasOpenToOthersIsNotLeftSo() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (MillraceProcess service =
                MillraceProcess.start(data, Map.of("MILLRACE_CLICKHOUSE_URL", "http://127.0.0.1:1"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            assertThat(service.output()).contains("The data directory " + data + " has the mode 0700 now.");
        }
    }

    @Test
    void anEmbeddedClickHouseHidesItsFilesAndPasswords() throws Exception {
        Path data = directory.resolve("data");
        try (MillraceProcess service = MillraceProcess.start(data, Map.of())) {
            assertThat(service.post(
                            "/api/traffic/1?ack=stored",
                            "{\"user_id\":1,\"created_at\":\"%s\",\"page_url\":\"/\"}"
                                    .formatted(TestService.anHourAgo())))
                    .isLessThan(300);
            assertThat(forOthers(data)).isEmpty();
            List<String> passwords = passwords(service.handle());
            assertThat(passwords).hasSizeGreaterThanOrEqualTo(4);
            assertThat(childArguments(service.handle()))
                    .allSatisfy(arguments -> assertThat(arguments).doesNotContain(passwords.toArray(String[]::new)));
        }
    }

    /** The passwords of the server's users, which its environment has: other users cannot read that. */
    private static List<String> passwords(ProcessHandle service) throws IOException {
        List<String> passwords = new ArrayList<>();
        for (ProcessHandle child : service.descendants().toList()) {
            String environment = Files.readString(Path.of("/proc", Long.toString(child.pid()), "environ"));
            PASSWORD.matcher(environment).results().forEach(found -> passwords.add(found.group(1)));
        }
        return passwords;
    }

    @Test
    void aFileOfKeysThatOthersMayReadIsWarnedOf() throws Exception {
        KeyFile keys = new KeyFile(directory.resolve("keys.json"), KeyFile.entry("all", "'may':['read']"));
        Files.setPosixFilePermissions(keys.path(), PosixFilePermissions.fromString("rw-r--r--"));
        Map<String, String> environment = Map.of(
                "MILLRACE_AUTH_KEYS_FILE", keys.path().toString(), "MILLRACE_CLICKHOUSE_URL", "http://127.0.0.1:1");
        try (MillraceProcess service = MillraceProcess.start(directory.resolve("data"), environment)) {
            assertThat(service.output()).contains("may be read by all users or changed by others: chmod 600.");
        }
    }

    private HttpResponse<String> post(MillraceProcess service, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(service.url().resolve(path))
                        .header("Authorization", "Bearer mr_all")
                        .header("Content-Type", path.contains("admin") ? "application/json" : "application/x-ndjson")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer;
    }

    private static void awaitFiles(Path data, String... wanted) throws Exception {
        long until = System.nanoTime() + 60_000_000_000L;
        for (String name : wanted) {
            while (paths(data).stream()
                    .noneMatch(path -> data.relativize(path).toString().startsWith(name.replaceAll("/$", "")))) {
                assertThat(System.nanoTime()).as(name).isLessThan(until);
                Thread.sleep(50);
            }
        }
    }

    /** Lists them; anew if some were deleted meanwhile. */
    private static List<Path> paths(Path data) throws IOException {
        UncheckedIOException last = new UncheckedIOException(new IOException());
        for (int attempt = 0; attempt < 100; attempt++) {
            try (Stream<Path> all = Files.walk(data)) {
                return all.toList();
            } catch (UncheckedIOException goneMeanwhile) {
                last = goneMeanwhile;
            }
        }
        throw last;
    }

    private static List<String> forOthers(Path data) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path path : paths(data)) {
            // Those two are made by the test.
            if (path.equals(data) || path.equals(data.resolve("millrace.log"))) {
                continue;
            }
            try {
                PosixFileAttributes attributes =
                        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String mode = PosixFilePermissions.toString(attributes.permissions());
                if (!attributes.isSymbolicLink() && !mode.endsWith("------")) {
                    found.add(mode + " " + data.relativize(path));
                }
            } catch (NoSuchFileException gone) {
                // Buffers and parts of tables come and go.
            }
        }
        return found;
    }

    private static List<String> childArguments(ProcessHandle service) throws IOException {
        List<String> all = new ArrayList<>();
        for (ProcessHandle child : service.descendants().toList()) {
            all.add(Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"))
                    .replace('\0', ' '));
        }
        assertThat(all).isNotEmpty();
        return all;
    }
}
