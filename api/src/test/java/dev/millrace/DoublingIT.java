package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/operations.md says of adding a shard: one becomes two, and reports stay what they were. */
@Timeout(180)
class DoublingIT {
    private static final int SOME = 20;

    @TempDir
    Path directory;

    private final Instant sealed = Instant.now().minus(9, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
    private final Instant open = TestService.anHourAgo();
    private final List<Long> users = new ArrayList<>();
    private TestCluster cluster;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.in(directory.resolve("cluster"));
        Map<String, Object> single = new HashMap<>();
        single.put("millrace.clickhouse.shards", 1);
        for (String role : List.of("ingest", "report", "rollup", "admin")) {
            single.put("millrace.clickhouse.%s-user".formatted(role), role + "-1");
        }
        startService(single);
    }

    private void startService(Map<String, Object> settings) throws Exception {
        Map<String, Object> all = new HashMap<>(cluster.properties());
        all.put("millrace.rollup.interval", "100ms");
        all.put("millrace.rollup.max-busy-percent", 100);
        all.put("millrace.archive.traffic", true);
        all.putAll(settings);
        service = TestService.startAt(directory.resolve("data"), cluster.url(), all);
        service.awaitReady();
    }

    @AfterEach
    void stop() {
        service.close();
        cluster.close();
    }

    @Test
    void oneShardBecomesTwoAndEveryReportStaysTheSame() throws Exception {
        post();
        awaitSealed(1);
        Map<String, String> before = reports();
        service.close();

        cluster.shard(1).query("BACKUP DATABASE millrace TO File('half')");
        copy(backups(1).resolve("half"), backups(2).resolve("half"));
        cluster.shard(2).query("RESTORE DATABASE millrace FROM File('half')");
        for (int shard = 1; shard <= 2; shard++) {
            for (String statement : Files.readString(Path.of("../clickhouse/operations/keep-own-slots.sql"))
                    .replace("${shards}", "2")
                    .replace("${shard}", Integer.toString(shard))
                    .split(";\n", 0)) {
                cluster.shard(shard).query(statement);
            }
        }
        startService(Map.of());
        assertThat(reports()).isEqualTo(before);
        awaitSealed(1);
        awaitSealed(2);
        assertThat(reports()).isEqualTo(before);
        for (int shard = 1; shard <= 2; shard++) {
            assertThat(ShardRows.count(cluster, shard, "traffic", "1"))
                    .isPositive()
                    .isLessThan(2 * SOME);
        }
        long user = users.getFirst();
        service.postView(1000, user, sealed, "/late", "?ack=stored");
        assertThat(service.daily(user)).isEqualTo("{\"/late\":1,\"/open\":1,\"/sealed\":1}");
    }

    /** Where BACKUP puts what it makes: the embedded server resolves it against its own directory of data. */
    private Path backups(int shard) {
        return directory
                .resolve("cluster")
                .resolve("shard-" + shard)
                .resolve("engine")
                .resolve("backups");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
    }

    private void post() throws Exception {
        List<String> views = new ArrayList<>();
        List<String> readings = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            long user = TestService.newUser();
            users.add(user);
            views.add(view(2 * i, user, sealed, "/sealed"));
            views.add(view(2 * i + 1, user, open, "/open"));
            readings.add(reading(i, sealed));
            readings.add(reading(i, open));
        }
        assertThat(service.post("/api/traffic?ack=stored", "application/x-ndjson", String.join("\n", views))
                        .statusCode())
                .isEqualTo(201);
        assertThat(service.post("/api/sensors/readings?ack=stored", "application/x-ndjson", String.join("\n", readings))
                        .statusCode())
                .isEqualTo(201);
        service.put(
                "/api/traffic/0?ack=stored",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/sealed\"}".formatted(users.getFirst(), sealed));
    }

    private static String view(int id, long user, Instant at, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(id, user, at, page);
    }

    private static String reading(int sensor, Instant at) {
        return "{\"sensor_id\":\"s%s\",\"ts\":\"%s\",\"value\":%s.5,\"facility\":\"F\"}".formatted(sensor, at, sensor);
    }

    /** Of all users, of the site, of sensors and their facility. */
    private Map<String, String> reports() throws Exception {
        String range = "from=%s&to=%s"
                .formatted(
                        sealed.truncatedTo(ChronoUnit.HOURS),
                        open.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        Stream<String> paths = Stream.concat(
                users.stream().map(user -> "/api/traffic/daily/" + user),
                Stream.of(
                        "/api/traffic/pages?" + range,
                        "/api/traffic/hourly?" + range,
                        "/api/sensors/1h?%s%s"
                                .formatted(
                                        range,
                                        Stream.iterate(0, i -> i + 1)
                                                .limit(SOME)
                                                .map(i -> "&sensor_id=s" + i)
                                                .collect(Collectors.joining())),
                        "/api/facilities/F/1h?" + range,
                        "/api/facilities"));
        Map<String, String> reports = new HashMap<>();
        for (String path : paths.toList()) {
            reports.put(path, service.get(path).body());
        }
        return reports;
    }

    private void awaitSealed(int shard) throws Exception {
        String sealedHour = "hour = toDateTime(%s, 'UTC')"
                .formatted(sealed.truncatedTo(ChronoUnit.HOURS).getEpochSecond());
        for (int i = 0; i < 1200; i++) {
            if (ShardRows.count(cluster, shard, "traffic_site_hour", sealedHour) > 0
                    && ShardRows.count(cluster, shard, "traffic_hour", "is_seal = 1 AND " + sealedHour) > 0
                    && ShardRows.count(cluster, shard, "sensor_hour", "is_seal = 1 AND " + sealedHour) > 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("shard %s is not sealed".formatted(shard));
    }
}
