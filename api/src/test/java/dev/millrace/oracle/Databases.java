package dev.millrace.oracle;

import dev.millrace.clickhouse.embedded.Credentials;
import dev.millrace.clickhouse.table.ShardKey;
import dev.millrace.sensor.table.SensorTable;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.traffic.table.TrafficTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The servers of all shards, asked past every gate. */
final class Databases implements AutoCloseable {
    private final List<TestClickHouse> shards = new ArrayList<>();

    private Databases() {}

    /** Starts them, with the same passwords. */
    static Databases in(Path directory, int count) throws IOException {
        Databases databases = new Databases();
        Credentials credentials = Credentials.random();
        for (int shard = 1; shard <= count; shard++) {
            databases.shards.add(TestClickHouse.in(directory.resolve("shard-" + shard), credentials));
        }
        return databases;
    }

    /** The servers in the order of their shards' numbers. */
    List<TestClickHouse> all() {
        return shards;
    }

    /** Executes a statement everywhere; the lines of all answers. */
    List<String> lines(String statement) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (TestClickHouse shard : shards) {
            shard.query(statement).lines().forEach(lines::add);
        }
        return lines;
    }

    /** The index of the shard that a user is in. */
    int ofUser(long user) {
        return TrafficTable.slotOf(user) * shards.size() / ShardKey.SLOTS;
    }

    /** The index of the shard that a sensor is in. */
    int ofSensor(String sensor) {
        return SensorTable.slotOf(sensor) * shards.size() / ShardKey.SLOTS;
    }

    @Override
    public void close() {
        shards.forEach(TestClickHouse::close);
    }
}
