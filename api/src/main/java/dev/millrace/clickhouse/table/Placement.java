package dev.millrace.clickhouse.table;

import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/** Says which shards the rows of a table belong to. A row's identity decides, so all versions of a row are in one place. */
public sealed interface Placement {
    /**
     * Each row belongs to one shard.
     *
     * @param slot reads the slot ({@link ShardKey}) of the row that starts at the buffer's position, and leaves the position
     */
    record OneShard(ToIntFunction<ByteBuffer> slot) implements Placement {}

    /** Each row is stored in every shard, because it concerns rows that may be in any of them. */
    record EveryShard() implements Placement {}
}
