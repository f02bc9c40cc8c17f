package dev.millrace.torture.blackbox;

import dev.millrace.broker.MqttBroker;
import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.broker.kafka.KafkaCluster;
import dev.millrace.processes.Cluster;
import dev.millrace.processes.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the servers that the nodes of a round need: one ClickHouse, or shards behind chproxy, an MQTT broker, and perhaps Kafka brokers. */
final class Servers implements AutoCloseable {
    private final List<Database> databases;
    private final Map<String, String> environment;
    private final Runnable closing;
    private final MqttBroker broker;
    private final @Nullable KafkaCluster kafka;

    Servers(Path directory, Setting setting) throws IOException, InterruptedException {
        if (setting.shards() == 1) {
            Database database = Database.start(directory.resolve("clickhouse"));
            databases = List.of(database);
            environment = database.environment();
            closing = database::close;
        } else {
            Cluster cluster = Cluster.start(directory.resolve("cluster"), setting.shards());
            databases = cluster.shards();
            environment = cluster.environment();
            closing = cluster::close;
        }
        broker = MqttBroker.start(directory.resolve("broker"));
        kafka = setting.brokers() == 0 ? null : KafkaCluster.start(directory.resolve("kafka"), setting.brokers());
    }

    /** The ClickHouse of each shard. */
    List<Database> databases() {
        return databases;
    }

    /** Returns the broker that readings are published to. */
    URI broker() {
        return broker.url();
    }

    /** Returns the Kafka brokers; none in most settings. */
    List<KafkaBroker> kafka() {
        return kafka == null ? List.of() : kafka.brokers();
    }

    /** The settings that lead a node to them. */
    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MILLRACE_MQTT_URL", broker.url().toString());
        all.put("MILLRACE_MQTT_TOPICS", "plant/{facility}/{sensor_id}");
        all.put("MILLRACE_MQTT_MAX_BACKOFF", "300ms");
        if (kafka != null) {
            all.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
            all.put("MILLRACE_KAFKA_LOG_MODE", "on");
            all.put("MILLRACE_KAFKA_LOG_PARTITIONS", "4");
            all.put("MILLRACE_KAFKA_SESSION_TIMEOUT", "6s");
        }
        return all;
    }

    @Override
    public void close() {
        broker.kill();
        if (kafka != null) {
            kafka.close();
        }
        closing.run();
    }
}
