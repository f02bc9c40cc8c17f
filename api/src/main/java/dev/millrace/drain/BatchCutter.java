package dev.millrace.drain;

import dev.millrace.buffer.Frame;
import dev.millrace.clickhouse.EventTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sorts the frames of a chunk into batches, one for each table and day, in the order in which those first appear. */
final class BatchCutter {
    private record Key(int table, int day) {}

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
        Map<Key, List<Frame>> sorted = new LinkedHashMap<>();
        for (Frame frame : frames) {
            EventTable table = table(frame.table());
            sorted.computeIfAbsent(new Key(table.id(), table.hasDays() ? frame.day() : 0), _ -> new ArrayList<>())
                    .add(frame);
        }
        List<Batch> batches = new ArrayList<>(sorted.size());
        sorted.forEach((key, group) -> batches.add(batch(key, group)));
        return batches;
    }

    private Batch batch(Key key, List<Frame> group) {
        return new Batch(
                table(key.table),
                key.day,
                group.stream().mapToInt(Frame::rowCount).sum(),
                group.stream().map(Frame::rows).toList());
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
