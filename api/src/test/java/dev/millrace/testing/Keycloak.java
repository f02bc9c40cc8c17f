package dev.millrace.testing;

import dev.millrace.clickhouse.embedded.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A real Keycloak in processes of its own, from its distribution, which Maven fetches. It can be stopped and started again. */
public final class Keycloak implements AutoCloseable {
    private static final String DISTRIBUTION = "org.keycloak:keycloak-quarkus-dist:26.7.3:zip";
    private static final String ADMIN = "admin";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path home;
    private final int port;
    private final int management;
    private Process process;

    private Keycloak(Path home) throws IOException {
        this.home = home;
        this.port = FreePort.find();
        this.management = FreePort.find();
        this.process = launch();
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param realms their descriptions by name
     */
    public static Keycloak start(Path directory, Map<String, String> realms) throws IOException, InterruptedException {
        Path home = unpack(fetch(directory), directory.resolve("keycloak"));
        Path imports = Files.createDirectories(home.resolve("data/import"));
        for (Map.Entry<String, String> realm : realms.entrySet()) {
            Files.writeString(imports.resolve(realm.getKey() + ".json"), realm.getValue());
        }
        Keycloak keycloak = new Keycloak(home);
        keycloak.awaitReady();
        return keycloak;
    }

    private static Path fetch(Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("fetch.log");
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-q",
                        "org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy",
                        "-Dartifact=" + DISTRIBUTION,
                        "-DoutputDirectory=" + directory)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (maven.waitFor() != 0) {
            throw new IOException("Maven does not fetch %s: %s".formatted(DISTRIBUTION, Files.readString(log)));
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path unpack(Path zip, Path to) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                // Without the directory of the distribution.
                Path file = to.resolve(entry.getName().substring(entry.getName().indexOf('/') + 1));
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    copy(in, file);
                }
            }
        }
        return to;
    }

    private static void copy(InputStream in, Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Process launch() throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("bin/kc.sh").toString(), "start-dev"));
        command.addAll(List.of(
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-port=" + management));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx256m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN));
        return builder.start();
    }

    private Path log() {
        return home.resolve("keycloak.log");
    }

    private void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IOException("Keycloak does not start: " + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/realms/master/.well-known/openid-configuration").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofString());
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Returns the issuer of a realm's tokens. */
    public String issuer(String realm) {
        return url() + "/realms/" + realm;
    }

    /** Returns a token for these parameters of the token endpoint. */
    public String token(String realm, Map<String, String> form) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(issuer(realm) + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form.entrySet().stream()
                                .map(field -> field.getKey() + "="
                                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"))))
                        .build(),
                BodyHandlers.ofString());
        Matcher token = TOKEN.matcher(answer.body());
        if (!token.find()) {
            throw new IOException("no token: " + answer.body());
        }
        return token.group(1);
    }

    /** Gives a realm a new key, with which it signs from now on. */
    public void rotate(String realm) throws IOException, InterruptedException {
        String admin = token(
                "master",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", ADMIN, "password", ADMIN));
        HttpResponse<String> made = http.send(
                HttpRequest.newBuilder(URI.create(url() + "/admin/realms/" + realm + "/components"))
                        .header("Authorization", "Bearer " + admin)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"name": "next", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                                 "config": {"priority": ["200"], "keySize": ["2048"], "active": ["true"], "enabled": ["true"]}}
                                """))
                        .build(),
                BodyHandlers.ofString());
        if (made.statusCode() != 201) {
            throw new IOException("no new key: " + made.statusCode() + " " + made.body());
        }
    }

    /** Stops it; returns when it has ended. */
    public void stop() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        process.onExit().join();
        all.forEach(one -> one.onExit().join());
    }

    /** Starts it again at the same address, with what it has stored. */
    public void startAgain() throws IOException, InterruptedException {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        stop();
    }
}
