package dev.millrace.clickhouse;

import java.util.List;

/** One of a type for each shard. Immutable. */
public final class PerShard<T> {
    private final Shards shards;
    private final List<T> each;

    PerShard(Shards shards, List<T> each) {
        this.shards = shards;
        this.each = List.copyOf(each);
    }

    /** All of them, in the order of the shards. */
    public List<T> all() {
        return each;
    }

    /** That of a shard. */
    public T of(Shard shard) {
        return each.get(shard.number() - 1);
    }

    /** That of the shard where the page views of a user are. */
    public T ofUser(long userId) {
        return of(shards.ofUser(userId));
    }

    /** That of the shard where the readings of a sensor are. */
    public T ofSensor(String sensorId) {
        return of(shards.ofSensor(sensorId));
    }
}
