package dev.millrace.clickhouse.shard;

import dev.millrace.clickhouse.table.ShardKey;
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

    /** Returns the object of the shard that has a slot of {@link ShardKey}. */
    public T ofSlot(int slot) {
        return of(shards.ofSlot(slot));
    }
}
