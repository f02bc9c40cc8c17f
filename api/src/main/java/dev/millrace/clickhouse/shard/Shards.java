package dev.millrace.clickhouse.shard;

import dev.millrace.clickhouse.table.ShardKey;
import io.micronaut.context.BeanContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Knows all shards in the order of their numbers, and which of them a row is in. Thread-safe. */
@Singleton
public final class Shards {
    private final List<Shard> all;
    private final BeanContext beans;

    Shards(Collection<Shard> all, BeanContext beans) {
        this.all = all.stream().sorted(Comparator.comparingInt(Shard::number)).toList();
        this.beans = beans;
    }

    /** Returns all shards in the order of their numbers. */
    public List<Shard> all() {
        return all;
    }

    /** Returns the number of shards. */
    public int count() {
        return all.size();
    }

    /** Returns the shard of a slot of {@link ShardKey}: neighbouring slots are in one shard. */
    public Shard ofSlot(int slot) {
        return all.get(slot * all.size() / ShardKey.SLOTS);
    }

    /** Returns the beans of a type, one for each shard. */
    public <T> PerShard<T> each(Class<T> type) {
        return new PerShard<>(
                this,
                all.stream()
                        .map(shard -> beans.getBean(type, Qualifiers.byName(shard.name())))
                        .toList());
    }

    /** Returns all beans of a type for one shard, in their {@code @Order}. */
    public <T> List<T> allOf(Shard shard, Class<T> type) {
        return List.copyOf(beans.getBeansOfType(type, Qualifiers.byName(shard.name())));
    }
}
