package dev.millrace.drain;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.clickhouse.shard.Shards;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Splits rows by the shards that they belong to. A row that belongs to all shards is in each part. Thread-safe. */
@Singleton
final class ShardCutter {
    private final Map<Integer, EventTable> tables;
    private final Shards shards;

    ShardCutter(Collection<EventTable> tables, Shards shards) {
        this.tables = tables.stream().collect(Collectors.toMap(EventTable::id, Function.identity()));
        this.shards = shards;
    }

    /**
     * Returns the parts of a chunk, in the order of their shards; none for shards without rows.
     *
     * @throws IllegalStateException if a frame is of a table that this build does not know
     */
    List<ShardPart> cut(Chunk chunk) {
        ShardPart[] parts = new ShardPart[shards.count()];
        long[] positions = chunk.positions();
        for (int i = 0; i < chunk.frames().size(); i++) {
            @Nullable Frame[] cut = cut(chunk.frames().get(i));
            for (int shard = 0; shard < cut.length; shard++) {
                Frame frame = cut[shard];
                if (frame != null) {
                    if (parts[shard] == null) {
                        parts[shard] = new ShardPart(shards.all().get(shard));
                    }
                    parts[shard].add(
                            frame,
                            positions[i],
                            positions[i] + Chunk.length(chunk.frames().get(i)));
                }
            }
        }
        return Arrays.stream(parts).filter(part -> part != null).toList();
    }

    /** Returns those of the frames' rows that belong to a shard. */
    List<Frame> of(Shard shard, List<Frame> frames) {
        List<Frame> own = new ArrayList<>(frames.size());
        for (Frame frame : frames) {
            Frame part = cut(frame)[shard.number() - 1];
            if (part != null) {
                own.add(part);
            }
        }
        return own;
    }

    private @Nullable Frame[] cut(Frame frame) {
        EventTable table = tables.get(frame.table());
        if (table == null) {
            throw new IllegalStateException(
                    "the buffer holds rows of table %s, which this build does not know: run the build that wrote them"
                            .formatted(frame.table()));
        }
        @Nullable Frame[] cut = new Frame[shards.count()];
        switch (table.placement()) {
            case Placement.EveryShard _ -> Arrays.fill(cut, frame);
            case Placement.OneShard(var slot) -> {
                return FrameCutter.cut(
                        frame,
                        table,
                        shards.count(),
                        row -> shards.ofSlot(slot.applyAsInt(row)).number() - 1);
            }
        }
        return cut;
    }
}
