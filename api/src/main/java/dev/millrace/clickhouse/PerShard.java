package dev.millrace.clickhouse;

import java.util.List;

/** Holds one object of a type for each shard. Immutable. */
public final class PerShard<T> {
    private final Shards shards;
    private final List<T> each;

    PerShard(Shards shards, List<T> each) {
        this.shards = shards;
        this.each = List.copyOf(each);
    }

    /** Returns all objects, in the order of the shards. */
    public List<T> all() {
        return each;
    }

    /** Returns the object of a shard. */
    public T of(Shard shard) {
        return each.get(shard.number() - 1);
    }

    /** Returns the object of the shard that holds a user's page views. */
    public T ofUser(long userId) {
        return of(shards.ofUser(userId));
    }

    /** Returns the object of the shard that holds a sensor's readings. */
    public T ofSensor(String sensorId) {
        return of(shards.ofSensor(sensorId));
    }
}
