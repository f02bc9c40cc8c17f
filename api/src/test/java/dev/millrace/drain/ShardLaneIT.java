package dev.millrace.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Millrace;
import dev.millrace.buffer.BatchLimits;
import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.EventBuffer;
import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.sensor.table.SensorTable;
import dev.millrace.testing.Await;
import dev.millrace.testing.TestCluster;
import dev.millrace.traffic.table.TrafficTable;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two shards whose parked rows are drained by threads, while each chunk of the first buffer moves when the test says so. */
@Timeout(180)
class ShardLaneIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final RetryPolicy NONE = RetryPolicy.NONE;

    @TempDir
    Path directory;

    private final Instant time = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.in(directory.resolve("cluster"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** A service whose drain does not run, but for the loops of its lanes. */
    private static final class Node implements AutoCloseable {
        private final ApplicationContext context;
        private final Shards shards;
        private final PerShard<ShardLane> lanes;
        private final ShardedStore target;
        private final EventBuffer buffer;
        private final URI url;

        Node(Map<String, Object> cluster, Path dataDir) throws Exception {
            Map<String, Object> properties = new HashMap<>(cluster);
            properties.put("millrace.port", -1);
            properties.put("millrace.data-dir", dataDir.toString());
            properties.put("millrace.http.transport", List.of("epoll", "nio"));
            properties.put("millrace.drain.max-backoff", "200ms");
            properties.put("millrace.clickhouse.shard-patience", "2s");
            properties.put("millrace.shard.1.number", 1);
            properties.put("millrace.shard.2.number", 2);
            context = ApplicationContext.builder(Millrace.class)
                    .properties(properties)
                    .banner(false)
                    .start();
            NettyEmbeddedServer server = context.getBean(NettyEmbeddedServer.class);
            server.start();
            url = server.getURI();
            buffer = context.getBean(EventBuffer.class);
            shards = context.getBean(Shards.class);
            lanes = shards.each(ShardLane.class);
            target = new ShardedStore(
                    context.getBean(ShardCutter.class),
                    lanes,
                    context.getBean(DrainMetrics.class),
                    context.getBean(DrainConfig.class));
            lanes.all().forEach(lane -> lane.loop().start());
            Await.isTrue(() -> lanes.all().stream().allMatch(ShardLane::hasLooked));
        }

        Chunk take() throws IOException, InterruptedException {
            while (true) {
                Chunk chunk = buffer.take(new BatchLimits(1, 1 << 20, Duration.ZERO));
                if (!chunk.isEmpty()) {
                    return chunk;
                }
            }
        }

        void store(Chunk chunk) throws InterruptedException {
            finish(chunk, target.begin(chunk));
        }

        void finish(Chunk chunk, ChunkAttempt attempt) throws InterruptedException {
            buffer.commit(chunk.end(), attempt.finish(NONE).orElseThrow());
        }

        boolean isNothingParked() {
            return context.getBean(Backlog.class).pendingBytes()
                    == buffer.state().pendingBytes();
        }

        long userOf(int shard) {
            return LongStream.iterate(1, user -> user + 1)
                    .filter(user -> shards.ofSlot(TrafficTable.slotOf(user)).number() == shard)
                    .findFirst()
                    .orElseThrow();
        }

        String sensorOf(int shard) {
            return LongStream.iterate(1, number -> number + 1)
                    .mapToObj(number -> "sensor-" + number)
                    .filter(sensor -> shards.ofSlot(SensorTable.slotOf(sensor)).number() == shard)
                    .findFirst()
                    .orElseThrow();
        }

        void post(String path, String body) throws IOException, InterruptedException {
            send(path, request -> request.POST(BodyPublishers.ofString(body)));
        }

        void delete(String path) throws IOException, InterruptedException {
            send(path, HttpRequest.Builder::DELETE);
        }

        private void send(String path, UnaryOperator<HttpRequest.Builder> method)
                throws IOException, InterruptedException {
            HttpRequest request = method.apply(HttpRequest.newBuilder(url.resolve(path)))
                    .header("Content-Type", "application/json")
                    .build();
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }

        @Override
        public void close() {
            try {
                for (ShardLane lane : lanes.all()) {
                    lane.loop().beginStop();
                    lane.loop().awaitEnd();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                context.close();
            }
        }
    }

    private Node node() throws Exception {
        return new Node(cluster.properties(), directory.resolve("data"));
    }

    @Test
    void aRepeatIsNotStoredBeforeTheDeletionThatWasParkedWhenItCame() throws Exception {
        try (Node node = node()) {
            long user = node.userOf(2);
            node.post("/api/traffic/1?ack=disk", view(user));
            node.store(node.take());
            cluster.shard(2).kill();
            node.post("/api/traffic/2?ack=disk", view(user));
            node.store(node.take());
            node.delete("/api/traffic/1?ack=disk");
            node.store(node.take());
            node.post("/api/traffic/1?ack=disk", view(user));
            Chunk repeat = node.take();
            ChunkAttempt attempt = node.target.begin(repeat);
            assertThat(attempt.isAlone()).as("other shards wait for it").isFalse();

            cluster.shard(2).startAgain();
            Await.isTrue(node::isNothingParked);
            String before = rowsOf(1);
            attempt.moveEarly();
            assertThat(rowsOf(1)).as("stored before its turn").isEqualTo(before);
            assertThat(viewsOf(user)).isEqualTo("2");
            node.finish(repeat, attempt);
            assertThat(viewsOf(user)).isEqualTo("2");
        }
    }

    @Test
    void whatIsBehindAPartThatNobodyLookedAtIsNotStoredBesideIt() throws Exception {
        cluster.shard(2).kill();
        try (Node node = node()) {
            String sensor = node.sensorOf(2);
            node.delete(
                    "/api/sensors/%s/readings?ack=disk&from=%s&to=%s".formatted(sensor, time, time.plusSeconds(60)));
            Chunk deletion = node.take();
            ChunkAttempt deleting = node.target.begin(deletion);
            assertThat(deleting.isAlone()).as("other shards wait for it").isFalse();
            cluster.shard(2).startAgain();
            node.post(
                    "/api/sensors/readings?ack=disk",
                    "{\"sensor_id\":\"%s\",\"ts\":%s,\"value\":1}".formatted(sensor, time.toEpochMilli()));
            Chunk reading = node.take();
            assertThat(node.lanes.all().get(1).awaitReady(_ -> true)).isTrue();
            ChunkAttempt behind = node.target.begin(reading);
            assertThat(behind.isAlone()).isTrue();
            node.finish(deletion, deleting);
            node.finish(reading, behind);
            node.post("/api/traffic/3?ack=disk", view(node.userOf(2)));
            Chunk view = node.take();
            ChunkAttempt attempt = node.target.begin(view);
            assertThat(attempt.isAlone()).isFalse();
            attempt.moveEarly();
            assertThat(viewsOf(node.userOf(2))).as("all is as usual again").isEqualTo("3");
            node.finish(view, attempt);
        }
    }

    private String view(long user) {
        return "{\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(user, time);
    }

    /** How many rows a view has, also replaced ones and tombstones. */
    private String rowsOf(long id) throws IOException, InterruptedException {
        return cluster.shard(2).query("SELECT uniqExact(version) FROM millrace.traffic WHERE request_id = " + id);
    }

    /** The ids of the views that a report would count. */
    private String viewsOf(long user) throws IOException, InterruptedException {
        return cluster.shard(2)
                .query("SELECT request_id FROM millrace.traffic FINAL WHERE user_id = %s ORDER BY 1".formatted(user));
    }
}
