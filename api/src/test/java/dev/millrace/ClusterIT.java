package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Await;
import dev.millrace.testing.JsonValue;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two shards behind the real chproxy: rows are where they belong, and every report is as of one database. */
@Timeout(120)
class ClusterIT {
    private static final int SOME = 60;

    @TempDir
    Path directory;

    private final Instant time = TestService.anHourAgo();
    private TestCluster cluster;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.in(directory.resolve("cluster"));
        service = start(Map.of());
        service.awaitReady();
    }

    private TestService start(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(cluster.properties());
        all.putAll(settings);
        return TestService.startAt(directory.resolve("data"), cluster.url(), all);
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void eachRowIsInTheShardThatClickHouseComputesForIt() throws Exception {
        postViews(IntStream.range(0, SOME)
                .mapToObj(i -> view(i, TestService.newUser(), "/" + i))
                .toList());
        postReadings(IntStream.range(0, SOME)
                .mapToObj(i -> reading("sensor سنسور " + i, i, "F"))
                .toList());
        long views = 0;
        long readings = 0;
        for (int shard = 1; shard <= TestCluster.SHARDS; shard++) {
            String elsewhere = "intDiv(%s %% 1024 * 2, 1024) + 1 != " + shard;
            assertThat(ShardRows.count(cluster, shard, "traffic", elsewhere.formatted("intHash32(user_id)")))
                    .isZero();
            assertThat(ShardRows.count(cluster, shard, "sensor_reading", elsewhere.formatted("CRC32(sensor_id)")))
                    .isZero();
            assertThat(ShardRows.count(cluster, shard, "facility_sensor", elsewhere.formatted("CRC32(sensor_id)")))
                    .isZero();
            assertThat(ShardRows.count(cluster, shard, "traffic", "1")).isPositive();
            assertThat(ShardRows.count(cluster, shard, "sensor_reading", "1")).isPositive();
            views += ShardRows.count(cluster, shard, "traffic", "1");
            readings += ShardRows.count(cluster, shard, "sensor_reading", "1");
        }
        assertThat(views).isEqualTo(SOME);
        assertThat(readings).isEqualTo(SOME);
    }

    @Test
    void reportsOfTheSiteAddUpWhatAllShardsHave() throws Exception {
        List<Long> users =
                List.of(ShardRows.newUser(1), ShardRows.newUser(2), ShardRows.newUser(1), ShardRows.newUser(2));
        List<String> views = new ArrayList<>();
        // First nowhere, and first of all: 3 views in each shard.
        users.forEach(user -> views.add(view(views.size(), user, "/everywhere")));
        views.add(view(views.size(), users.get(0), "/everywhere"));
        views.add(view(views.size(), users.get(1), "/everywhere"));
        for (int i = 0; i < 4; i++) {
            views.add(view(views.size(), users.get(0), "/only-1"));
            views.add(view(views.size(), users.get(1), "/only-2"));
        }
        postViews(views);
        assertThat(service.get("/api/traffic/pages?limit=2" + range()).body())
                .isEqualTo("[{\"page_url\":\"/everywhere\",\"views\":6,\"users\":4},"
                        + "{\"page_url\":\"/only-1\",\"views\":4,\"users\":1}]");
        assertThat(service.get("/api/traffic/hourly?" + range().substring(1)).body())
                .isEqualTo(
                        "[{\"hour\":\"%s\",\"views\":14,\"users\":4}]".formatted(time.truncatedTo(ChronoUnit.HOURS)));
        assertThat(service.daily(users.get(0))).isEqualTo("{\"/only-1\":4,\"/everywhere\":2}");
        assertThat(service.daily(users.get(3))).isEqualTo("{\"/everywhere\":1}");
    }

    @Test
    void windowsOfSeveralSensorsComeInTheOrderOfSensorsFromWhateverShard() throws Exception {
        List<String> sensors = IntStream.range(0, SOME)
                .mapToObj(i -> String.format(Locale.ROOT, "s%02d", i))
                .toList();
        List<String> readings = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            readings.add(reading(sensors.get(i), i, "F"));
            readings.add(reading(sensors.get(i), i, "F", time.plusMillis(7)));
        }
        postReadings(readings);
        String ids = sensors.stream().map(sensor -> "&sensor_id=" + sensor).collect(Collectors.joining());
        for (String kind : List.of("1m", "1h", "1d", "all", "readings")) {
            List<String> seen = new ArrayList<>();
            String next = "";
            do {
                JsonValue page = JsonValue.parse(service.get("/api/sensors/%s?limit=7%s%s%s"
                                .formatted(kind, ids, kind.equals("all") ? "" : range(), next))
                        .body());
                page.get(kind.equals("readings") ? "readings" : "windows")
                        .list()
                        .forEach(window -> seen.add(window.get("sensor_id").text()));
                next = page.has("next") ? "&page=" + page.get("next").text() : "";
            } while (!next.isEmpty());
            assertThat(seen)
                    .as(kind)
                    .isSortedAccordingTo(Comparator.naturalOrder())
                    .hasSize(kind.equals("readings") ? 2 * SOME : SOME);
        }
    }

    @Test
    void aFacilityIsAllItsSensorsOfAllShards() throws Exception {
        String one = "a-" + ShardRows.newSensor(1);
        List<String> sensors = new ArrayList<>();
        List<String> readings = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            sensors.add(String.format(Locale.ROOT, "%02d", i));
            // All at one time: the first is that of the first sensor, wherever it is.
            readings.add(reading(sensors.get(i), i, "Halle"));
        }
        readings.add(reading(one, 1, "Other"));
        postReadings(readings);
        assertThat(service.get("/api/facilities").body())
                .isEqualTo(
                        "{\"facilities\":[{\"facility\":\"Halle\",\"sensors\":60},{\"facility\":\"Other\",\"sensors\":1}]}");
        assertThat(service.get("/api/facilities/Halle/1h?" + range().substring(1))
                        .body())
                .isEqualTo(
                        "{\"windows\":[{\"start\":\"%s\",\"count\":60,\"min\":0.0,\"max\":59.0,\"avg\":29.5,\"sum\":1770.0,\"first\":0.0,\"last\":59.0}]}"
                                .formatted(time.truncatedTo(ChronoUnit.HOURS)));
        List<String> listed =
                JsonValue.parse(service.get("/api/facilities/Halle/sensors?limit=100")
                                .body())
                        .get("sensors")
                        .list()
                        .stream()
                        .map(sensor -> sensor.get("sensor_id").text())
                        .toList();
        assertThat(listed).isEqualTo(sensors);
    }

    @Test
    void anUpdateMovesAViewToAUserOfAnotherShardAndBack() throws Exception {
        long first = ShardRows.newUser(1);
        long second = ShardRows.newUser(2);
        service.postView(7, first, time, "/a", "?ack=stored");
        for (long user : List.of(second, first, second)) {
            assertThat(service.put(
                                    "/api/traffic/7?ack=stored",
                                    "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/b\"}".formatted(user, time))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.daily(user)).isEqualTo("{\"/b\":1}");
            assertThat(service.daily(user == first ? second : first)).isEqualTo("{}");
            assertThat(service.get("/api/traffic/7").body()).contains("\"stored\"", "\"user_id\":" + user);
        }
        // The view of before does not come back by a repeated post.
        service.postView(7, first, time, "/a", "?ack=stored");
        assertThat(service.daily(first)).isEqualTo("{}");
        service.delete("/api/traffic/7?ack=stored");
        assertThat(service.daily(second)).isEqualTo("{}");
        assertThat(service.get("/api/traffic/7").body()).contains("\"deleted\"");
        assertThat(service.metric("millrace_drain_rows_total{outcome=\"copied\"}"))
                .isEqualTo(4);
    }

    @Test
    void anErasedPersonIsNowhere() throws Exception {
        long first = ShardRows.newUser(1);
        long second = ShardRows.newUser(2);
        service.close();
        service = start(Map.of("millrace.archive.traffic", true));
        service.awaitReady();
        service.postView(7, first, time, "/a", "?ack=stored");
        service.postView(8, second, time, "/a", "?ack=stored");
        // Every shard knows of this edit.
        service.put(
                "/api/traffic/9?ack=stored",
                "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/b\"}".formatted(first, time));
        assertThat(rowsOf("traffic_edit", first)).isEqualTo(TestCluster.SHARDS);
        JsonValue erasure =
                JsonValue.parse(service.delete("/api/users/" + first).body());
        String state = "/api/erasures/" + erasure.get("id").text();
        Await.isTrue(() -> service.get(state).body().contains("\"done\""));
        assertThat(service.daily(first)).isEqualTo("{}");
        assertThat(service.daily(second)).isEqualTo("{\"/a\":1}");
        assertThat(rowsOf("traffic", first)).isZero();
        assertThat(rowsOf("traffic_edit", first)).isZero();
        long archived = 0;
        for (int shard = 1; shard <= TestCluster.SHARDS; shard++) {
            archived += ShardRows.count(cluster, shard, "archive", "subject = '%s'".formatted(first));
        }
        assertThat(archived).isZero();
    }

    private long rowsOf(String table, long user) throws IOException, InterruptedException {
        return ShardRows.count(cluster, 1, table, "user_id = " + user)
                + ShardRows.count(cluster, 2, table, "user_id = " + user);
    }

    @Test
    void deletedReadingsAreGoneAndOthersAreNot() throws Exception {
        String one = ShardRows.newSensor(1);
        String two = ShardRows.newSensor(2);
        postReadings(List.of(reading(one, 1, "F"), reading(two, 2, "F")));
        service.delete("/api/sensors/%s/readings?ack=stored%s".formatted(two, range()));
        String all = service.get("/api/sensors/all?sensor_id=%s&sensor_id=%s".formatted(one, two))
                .body();
        assertThat(all).contains(one).doesNotContain(two);
    }

    @Test
    void theSameEventsSentToTwoNodesAreStoredOnce() throws Exception {
        List<Long> users = IntStream.range(0, SOME)
                .mapToObj(_ -> TestService.newUser())
                .distinct()
                .toList();
        List<String> views = new ArrayList<>();
        users.forEach(user -> views.add(view(views.size(), user, "/")));
        Map<String, Object> settings = new HashMap<>(cluster.properties());
        settings.put("millrace.intake.node", 1);
        try (TestService other = TestService.startAt(directory.resolve("other"), cluster.url(), settings)) {
            other.awaitReady();
            Thread beside = Thread.ofVirtual().start(() -> post(other, "/api/traffic", views));
            post(service, "/api/traffic", views);
            beside.join();
            for (long user : users) {
                assertThat(service.daily(user)).isEqualTo("{\"/\":1}");
                assertThat(other.daily(user)).isEqualTo("{\"/\":1}");
            }
        }
    }

    @Test
    void eachShardIsSealedAndReportsStayTheSame() throws Exception {
        Instant old = Instant.now().minus(9, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        service.close();
        service = start(Map.of("millrace.rollup.interval", "100ms", "millrace.rollup.max-busy-percent", 100));
        long first = ShardRows.newUser(1);
        long second = ShardRows.newUser(2);
        service.postView(1, first, old, "/", "?ack=stored");
        service.postView(2, second, old, "/", "?ack=stored");
        Await.isTrue(() -> ShardRows.count(cluster, 1, "traffic_hour", "is_seal = 1") > 0
                && ShardRows.count(cluster, 2, "traffic_hour", "is_seal = 1") > 0);
        service.postView(3, second, old, "/late", "?ack=stored");
        assertThat(service.daily(first)).isEqualTo("{\"/\":1}");
        assertThat(service.daily(second)).isEqualTo("{\"/\":1,\"/late\":1}");
        assertThat(service.post(
                                "/api/rollups/traffic/rebuild?from=%s&to=%s".formatted(old, Instant.now()),
                                "application/json",
                                "")
                        .statusCode())
                .isEqualTo(202);
        Await.isTrue(() -> {
            assertThat(service.daily(second)).isEqualTo("{\"/\":1,\"/late\":1}");
            return service.get("/api/rollups/rebuilds/1").body().contains("\"done\"");
        });
        assertThat(service.daily(first)).isEqualTo("{\"/\":1}");
    }

    @Test
    void whatIsArchivedIsReplayedFromAllShardsInItsOrder() throws Exception {
        service.close();
        service = start(Map.of("millrace.archive.traffic", true));
        service.awaitReady();
        List<Long> users = IntStream.range(0, SOME)
                .mapToObj(_ -> TestService.newUser())
                .distinct()
                .toList();
        List<String> views = new ArrayList<>();
        users.forEach(user -> views.add(view(views.size(), user, "/")));
        postViews(views);
        for (int shard = 1; shard <= TestCluster.SHARDS; shard++) {
            assertThat(ShardRows.count(cluster, shard, "archive", "1")).isPositive();
            cluster.shard(shard).query("TRUNCATE TABLE millrace.traffic");
        }
        JsonValue replay = JsonValue.parse(service.post(
                        "/api/replays?kind=traffic&from=%s&to=%s"
                                .formatted(time, Instant.now().plusSeconds(60)),
                        "application/json",
                        "")
                .body());
        String state = "/api/replays/" + replay.get("id").number();
        Await.isTrue(() -> service.get(state).body().contains("\"done\""));
        service.postView(9999, users.getFirst(), time, "/flush", "?ack=stored");
        assertThat(ShardRows.count(cluster, 1, "traffic", "1") + ShardRows.count(cluster, 2, "traffic", "1"))
                .isEqualTo(users.size() + 1);
    }

    private String range() {
        return "&from=%s&to=%s"
                .formatted(
                        time.truncatedTo(ChronoUnit.HOURS),
                        time.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
    }

    private String view(int id, long user, String page) {
        return "{\"request_id\":%s,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"%s\"}"
                .formatted(id, user, time, page);
    }

    private String reading(String sensor, double value, String facility) {
        return reading(sensor, value, facility, time);
    }

    private static String reading(String sensor, double value, String facility, Instant at) {
        return "{\"sensor_id\":\"%s\",\"ts\":\"%s\",\"value\":%s,\"facility\":\"%s\"}"
                .formatted(sensor, at, value, facility);
    }

    private void postViews(List<String> views) {
        post(service, "/api/traffic", views);
    }

    private void postReadings(List<String> readings) {
        post(service, "/api/sensors/readings", readings);
    }

    private static void post(TestService to, String path, List<String> events) {
        try {
            assertThat(to.post(path + "?ack=stored", "application/x-ndjson", String.join("\n", events))
                            .statusCode())
                    .isEqualTo(201);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
