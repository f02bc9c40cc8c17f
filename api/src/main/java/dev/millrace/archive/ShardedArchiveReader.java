package dev.millrace.archive;

import dev.millrace.clickhouse.shard.PerShard;
import dev.millrace.clickhouse.shard.Shards;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the archive of all shards in the order in which events came, page by page. Thread-safe; blocks. */
@Singleton
final class ShardedArchiveReader {
    private final PerShard<ArchiveReader> readers;

    ShardedArchiveReader(Shards shards) {
        this.readers = shards.each(ArchiveReader.class);
    }

    /** Counts the rows; some may be duplicates. */
    long count(ReplayRequest request) throws IOException, InterruptedException {
        long count = 0;
        for (ArchiveReader reader : readers.all()) {
            count += reader.count(request);
        }
        return count;
    }

    /** See {@link ArchiveReader#page}. */
    List<ArchivedEvent> page(ReplayRequest request, long after, int maxBytes) throws IOException, InterruptedException {
        List<ArchivedEvent> events = new ArrayList<>();
        long last = -1L;
        for (ArchiveReader reader : readers.all()) {
            List<ArchivedEvent> some = reader.page(
                    request, after, Math.max(1, maxBytes / readers.all().size()));
            if (!some.isEmpty() && Long.compareUnsigned(some.getLast().version(), last) < 0) {
                last = some.getLast().version();
            }
            events.addAll(some);
        }
        // After the end of the shortest page, events may be missing.
        long end = last;
        return events.stream()
                .filter(event -> Long.compareUnsigned(event.version(), end) <= 0)
                .sorted(Comparator.comparing(ArchivedEvent::version, Long::compareUnsigned))
                .toList();
    }
}
