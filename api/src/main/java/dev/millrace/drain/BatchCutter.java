package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.table.EventTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts the frames of a chunk into batches of one table each, tables and days in the order in which they first appear.
 *
 * <p>A batch may have many days: each is a part in ClickHouse, but an insert for each would cost several times as much, and the rows of
 * other senders would wait for that.
 */
final class BatchCutter {
    /** Most days of a batch: not more than {@code max_partitions_per_insert_block} in the profile of the user that inserts. */
    static final int MAX_DAYS = 100;

    private final Map<Integer, EventTable> tables;

    BatchCutter(Collection<EventTable> tables) {
        Map<Integer, EventTable> byId = new LinkedHashMap<>();
        for (EventTable table : tables) {
            EventTable other = byId.putIfAbsent(table.id(), table);
            if (other != null) {
                throw new IllegalStateException(
                        "tables %s and %s have the same id %s".formatted(table.name(), other.name(), table.id()));
            }
        }
        this.tables = Map.copyOf(byId);
    }

    /** @throws IllegalStateException if a frame is of a table that this build does not know */
    List<Batch> cut(List<Frame> frames) {
        Map<EventTable, Map<Integer, List<Frame>>> sorted = new LinkedHashMap<>();
        for (Frame frame : frames) {
            EventTable table = table(frame.table());
            sorted.computeIfAbsent(table, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(table.hasDays() ? frame.day() : 0, _ -> new ArrayList<>())
                    .add(frame);
        }
        List<Batch> batches = new ArrayList<>(sorted.size());
        sorted.forEach((table, days) -> addBatches(table, List.copyOf(days.values()), batches));
        return batches;
    }

    private static void addBatches(EventTable table, List<List<Frame>> days, List<Batch> batches) {
        for (int from = 0; from < days.size(); from += MAX_DAYS) {
            List<Frame> frames = days.subList(from, Math.min(days.size(), from + MAX_DAYS)).stream()
                    .flatMap(List::stream)
                    .toList();
            batches.add(new Batch(
                    table,
                    frames.stream().mapToInt(Frame::rowCount).sum(),
                    frames.stream()
                            .map(frame -> new Batch.Piece(frame.day(), frame.rows()))
                            .toList()));
        }
    }

    private EventTable table(int id) {
        EventTable table = tables.get(id);
        if (table == null) {
            throw new IllegalStateException(
                    "the buffer holds rows of table %s, which this build does not know: run the build that wrote them"
                            .formatted(id));
        }
        return table;
    }
}
