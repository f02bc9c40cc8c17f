package dev.millrace.clickhouse;

import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/** Which shards the rows of a table belong to. It is decided by a row's identity, so all versions of a row are in one place. */
public sealed interface Placement {
    /**
     * Each row belongs to one shard.
     *
     * @param slot reads the slot of {@link ShardKey} of the row that starts at the buffer's position, which stays where it is
     */
    record OneShard(ToIntFunction<ByteBuffer> slot) implements Placement {}

    /** Each row is stored in every shard: it concerns rows that may be anywhere. */
    record EveryShard() implements Placement {}
}
