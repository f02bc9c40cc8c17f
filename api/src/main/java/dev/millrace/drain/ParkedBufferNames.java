package dev.millrace.drain;

import dev.millrace.buffer.SideBufferFactory;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/** Names the side buffers of the shards, and refuses to start if one of them belongs to no shard. */
final class ParkedBufferNames {
    private ParkedBufferNames() {}

    static String of(Shard shard) {
        return "shard-" + shard.name();
    }

    /**
     * Makes sure that no rows which an earlier process parked are left in an unknown side buffer.
     *
     * @throws IllegalStateException if there are parked rows of a shard that is not configured any more
     */
    static void requireAllKnown(SideBufferFactory buffers, Shards shards) {
        try {
            Set<String> unknown = new TreeSet<>(buffers.existing());
            if (shards.count() > 1) {
                shards.all().forEach(shard -> unknown.remove(of(shard)));
            }
            if (!unknown.isEmpty()) {
                throw new IllegalStateException(
                        "There are rows that wait for %s, and MILLRACE_CLICKHOUSE_SHARDS=%s has no such shard: start with the number of before until they are stored."
                                .formatted(String.join(" and ", unknown), shards.count()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
