package dev.millrace.drain;

import dev.millrace.buffer.EventBuffer;
import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.shard.Shards;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads all rows that are not stored yet, in the buffer, in the side buffers of the shards, and in the replicated log. Thread-safe. */
@Singleton
public final class Backlog {
    /** The buffers in the order in which rows move from one to another, so that a search through them misses no row. */
    private final List<EventBuffer> buffers;

    /** Null if there is none. Rows get there from the buffer, so it is searched after that. */
    private final @Nullable ReplicatedLog log;

    Backlog(EventBuffer buffer, Shards shards, @io.micronaut.core.annotation.Nullable @Nullable ReplicatedLog log) {
        this.log = log;
        this.buffers = shards.count() == 1
                ? List.of(buffer)
                : List.copyOf(Stream.concat(
                                Stream.of(buffer),
                                shards.each(ParkedRows.class).all().stream().map(ParkedRows::buffer))
                        .toList());
    }

    /**
     * Shows every pending frame, as {@link EventBuffer#visitPending} does: a search for a row looks here first and in the tables
     * afterwards.
     */
    public void visit(Predicate<Frame> visitor) throws IOException, InterruptedException {
        boolean[] goesOn = {true};
        for (EventBuffer buffer : buffers) {
            if (goesOn[0]) {
                buffer.visitPending(frame -> {
                    goesOn[0] = visitor.test(frame);
                    return goesOn[0];
                });
            }
        }
        if (goesOn[0] && log != null) {
            boolean _ = log.visitPending(visitor);
        }
    }

    /** Returns the bytes on this node. */
    public long pendingBytes() {
        return buffers.stream()
                .mapToLong(buffer -> buffer.state().pendingBytes())
                .sum();
    }

    /** See {@link EventBuffer#retireFiles}. */
    public void retireFiles() {
        buffers.forEach(EventBuffer::retireFiles);
        if (log != null) {
            log.deleteCommitted();
        }
    }
}
