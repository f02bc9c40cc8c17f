package dev.millrace.clickhouse.table;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table that takes events of one kind. Its {@code id} is what the buffer writes to disk, so it must never be given to another
 * table; the columns are in the order in which a row's bytes hold them.
 *
 * @param id 0..255, part of the buffer's file format
 * @param kind of events; rows of one kind share a topic when the log is in Kafka
 * @param name the table's name in the database {@code millrace}
 * @param hasDays true if its partitions are days, so that rows of one day become one part when they are inserted together
 * @param placement which shards its rows belong to
 */
public record EventTable(int id, String kind, String name, boolean hasDays, Placement placement, List<Column> columns) {
    /** Checks the id's range and that there is a column. */
    public EventTable {
        if (id < 0 || id > 255) {
            throw new IllegalArgumentException("table id %s of %s is not in 0..255".formatted(id, name));
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table %s has no columns".formatted(name));
        }
        columns = List.copyOf(columns);
    }

    /**
     * Returns the statement whose body is a sequence of this table's rows. Made of constants only: nothing that a client sent is ever in
     * it. It declares the types of the bytes. Otherwise the server would read them as the table's current types, and after an {@code ALTER}
     * of a column that has another length, it would misread every following row.
     */
    public String insertStatement() {
        String names = join(Column::name);
        return "INSERT INTO millrace.%s (%s) SELECT %s FROM input('%s') FORMAT RowBinary"
                .formatted(
                        name,
                        names,
                        names,
                        join(column -> column.name() + " " + column.type().sqlName()));
    }

    private String join(Function<Column, String> word) {
        return columns.stream().map(word).collect(Collectors.joining(", "));
    }

    /**
     * Moves the buffer's position past the row that starts there.
     *
     * @throws RuntimeException if the bytes are not a whole row
     */
    public void skipRow(ByteBuffer rows) {
        for (Column column : columns) {
            column.type().skip(rows);
        }
    }
}
