package dev.millrace;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Runs the whole service for a few seconds, on a free port and in a temporary directory, and sends a request of each kind. A JVM that makes
 * an AOT cache records what such a run needs (docs/decisions/0012-aot-cache.md). No ClickHouse takes part, so that the cache can be made on
 * a machine without one.
 */
final class AotTrainingRun {
    private static final int ROUNDS = 50;
    private static final int EVENTS = 100;
    private static final int ACCEPTED = 202;
    private static final String NDJSON = "application/x-ndjson";
    private static final String NOBODY_LISTENS_HERE = "http://127.0.0.1:1";

    private final HttpClient http;
    private final URI url;

    private AotTrainingRun(HttpClient http, URI url) {
        this.http = http;
        this.url = url;
    }

    /**
     * Returns when the service has stopped and its directory is gone.
     *
     * @throws StartupException if the service does not accept the requests; then the run is not representative
     */
    static void run() throws InterruptedException {
        try {
            Path directory = Files.createTempDirectory("millrace-rehearsal");
            try {
                rehearseIn(directory);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new StartupException("The rehearsal failed: " + e, e);
        }
    }

    private static void rehearseIn(Path directory) throws IOException, InterruptedException {
        Settings settings = new Settings(
                directory,
                "127.0.0.1",
                false,
                false,
                NOBODY_LISTENS_HERE,
                true,
                false,
                Map.of("millrace.port", -1, "millrace.clickhouse.url", NOBODY_LISTENS_HERE));
        try (Service service = Service.start(settings);
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            new AotTrainingRun(http, service.url()).sendAll();
        }
    }

    private void sendAll() throws IOException, InterruptedException {
        String batch =
                IntStream.range(0, EVENTS).mapToObj(AotTrainingRun::event).collect(Collectors.joining("\n"));
        byte[] ndjson = batch.getBytes(StandardCharsets.UTF_8);
        byte[] array = ("[" + batch.replace('\n', ',') + "]").getBytes(StandardCharsets.UTF_8);
        byte[] readings = IntStream.range(0, EVENTS)
                .mapToObj(AotTrainingRun::reading)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
        byte[] message = message();
        for (int i = 0; i < ROUNDS; i++) {
            post(
                    "/api/traffic/%s?ack=memory".formatted(i),
                    event(i).getBytes(StandardCharsets.UTF_8),
                    "application/json",
                    "identity");
            post("/api/traffic", ndjson, NDJSON, "identity");
            post("/api/traffic", array, "application/json", "identity");
            post("/api/traffic", gzip(ndjson), NDJSON, "gzip");
            post("/api/traffic", Zstd.compress(ndjson), NDJSON, "zstd");
            post("/api/sensors/readings", readings, NDJSON, "identity");
            post("/api/sensors/readings", message, "application/x-protobuf", "identity");
        }
        for (String path : List.of(
                "/health",
                "/health/readiness",
                "/prometheus",
                "/openapi",
                "/api/traffic/daily/1",
                "/api/traffic/1",
                "/no/such/path")) {
            send(HttpRequest.newBuilder(url.resolve(path)));
        }
    }

    private static String event(int id) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/page/%s\"}"
                .formatted(id, id % 10, Instant.now(), id);
    }

    private static String reading(int sensor) {
        return "{\"sensor_id\":\"F1/E1/S%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"F1\",\"attributes\":{\"line\":7}}"
                .formatted(sensor, Instant.now(), sensor / 10.0);
    }

    /** A {@code Readings} message with one reading of the sensor {@code s}, at time 0 and of value 0. */
    private static byte[] message() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream reading = CodedOutputStream.newInstance(bytes);
        reading.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        reading.writeUInt32NoTag(CodedOutputStream.computeStringSize(1, "s")
                + CodedOutputStream.computeInt64Size(2, 0)
                + CodedOutputStream.computeDoubleSize(3, 0));
        reading.writeString(1, "s");
        reading.writeInt64(2, 0);
        reading.writeDouble(3, 0);
        reading.flush();
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private void post(String path, byte[] body, String type, String encoding) throws IOException, InterruptedException {
        HttpResponse<String> response = send(HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", type)
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
        if (response.statusCode() != ACCEPTED) {
            throw new IOException("%s answered %s: %s".formatted(path, response.statusCode(), response.body()));
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
