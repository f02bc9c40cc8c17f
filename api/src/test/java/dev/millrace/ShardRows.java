package dev.millrace;

import dev.millrace.clickhouse.table.ShardKey;
import dev.millrace.sensor.table.SensorTable;
import dev.millrace.testing.TestCluster;
import dev.millrace.traffic.table.TrafficTable;
import java.io.IOException;
import java.util.UUID;

/** Users and sensors by the shard of {@link TestCluster} that they are in, and the rows that are there. */
final class ShardRows {
    private ShardRows() {}

    /** A user of that shard that no other test has. */
    static long newUser(int shard) {
        while (true) {
            long user = TestService.newUser();
            if (ofSlot(TrafficTable.slotOf(user)) == shard) {
                return user;
            }
        }
    }

    /** A sensor of that shard that no other test has. */
    static String newSensor(int shard) {
        while (true) {
            String sensor = UUID.randomUUID().toString();
            if (ofSlot(SensorTable.slotOf(sensor)) == shard) {
                return sensor;
            }
        }
    }

    private static int ofSlot(int slot) {
        return slot * TestCluster.SHARDS / ShardKey.SLOTS + 1;
    }

    /** How many different rows meet a condition in a shard, asked without chproxy. */
    static long count(TestCluster cluster, int shard, String table, String condition)
            throws IOException, InterruptedException {
        return Long.parseLong(cluster.shard(shard)
                .query("SELECT count() FROM millrace.%s FINAL WHERE %s".formatted(table, condition)));
    }
}
