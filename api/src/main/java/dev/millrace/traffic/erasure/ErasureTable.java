package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import java.util.List;

/**
 * The table {@code erasure}, as the migration makes it, without the columns that only the {@link ErasureWorker} fills in. Every shard may have
 * edits and archived events of a person.
 */
public final class ErasureTable {
    /** Erasures as they were asked for. */
    public static final EventTable ERASURES = new EventTable(
            3,
            "traffic",
            "erasure",
            false,
            new Placement.EveryShard(),
            List.of(
                    new Column("id", ColumnType.UINT64),
                    new Column("user_id", ColumnType.UINT32),
                    new Column("erased_to", ColumnType.DATETIME64_MILLIS),
                    new Column("version", ColumnType.UINT64),
                    new Column("dead_letters", ColumnType.UINT64),
                    new Column("buffer_rows", ColumnType.UINT64)));

    private ErasureTable() {}
}
