package dev.millrace.torture.blackbox;

import dev.millrace.broker.MqttBroker;
import dev.millrace.processes.Cluster;
import dev.millrace.processes.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the servers that the nodes of a round need: one ClickHouse, or shards behind chproxy, and an MQTT broker. */
final class Servers implements AutoCloseable {
    private final List<Database> databases;
    private final Map<String, String> environment;
    private final Runnable closing;
    private final MqttBroker broker;

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
    }

    /** The ClickHouse of each shard. */
    List<Database> databases() {
        return databases;
    }

    /** Returns the broker that readings are published to. */
    URI broker() {
        return broker.url();
    }

    /** The settings that lead a node to them. */
    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MILLRACE_MQTT_URL", broker.url().toString());
        all.put("MILLRACE_MQTT_TOPICS", "plant/{facility}/{sensor_id}");
        all.put("MILLRACE_MQTT_MAX_BACKOFF", "300ms");
        return all;
    }

    @Override
    public void close() {
        broker.kill();
        closing.run();
    }
}
