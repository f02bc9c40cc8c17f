package dev.millrace.traffic.table;

import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.clickhouse.table.ShardKey;
import java.util.List;

/**
 * The tables {@code traffic} and {@code traffic_edit}, as the migrations make them. Their rows have the same columns: see {@link ViewRow}.
 */
public final class TrafficTable {
    /** Page views; a row can be a tombstone. */
    public static final EventTable VIEWS = table(
            1,
            "traffic",
            true,
            new Placement.OneShard(rows -> slotOf(Integer.toUnsignedLong(ViewRow.userIdAt(rows)))),
            "is_deleted");

    /** Rows of PUT and DELETE. The views with their id may be of any user, so every shard has them. */
    public static final EventTable EDITS = table(2, "traffic_edit", false, new Placement.EveryShard(), "is_delete");

    private TrafficTable() {}

    /**
     * Returns the slot of a user, which holds all of the user's rows.
     *
     * @param userId 0..2^32-1
     */
    public static int slotOf(long userId) {
        return ShardKey.ofNumber(userId);
    }

    private static EventTable table(int id, String name, boolean hasDays, Placement placement, String lastColumn) {
        return new EventTable(
                id,
                "traffic",
                name,
                hasDays,
                placement,
                List.of(
                        new Column("request_id", ColumnType.UINT64),
                        new Column("user_id", ColumnType.UINT32),
                        new Column("created_at", ColumnType.DATETIME64_MILLIS),
                        new Column("page_url", ColumnType.STRING),
                        new Column("version", ColumnType.UINT64),
                        new Column(lastColumn, ColumnType.UINT8)));
    }
}
