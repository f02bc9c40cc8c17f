package dev.millrace.door.table;

import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.clickhouse.table.ShardKey;
import dev.millrace.intake.FrameWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The table of openings, as its migration makes it. A row's identity is the door and the instant. */
public final class DoorTable {
    public static final EventTable OPENINGS = new EventTable(
            200,
            "doors",
            "door_opening",
            true,
            new Placement.OneShard(DoorTable::slotOf),
            List.of(
                    new Column("door", ColumnType.UINT32),
                    new Column("at", ColumnType.DATETIME64_MILLIS),
                    new Column("people", ColumnType.UINT32),
                    new Column("version", ColumnType.UINT64),
                    new Column("is_deleted", ColumnType.UINT8)));

    private static final long MILLIS_PER_DAY = 86_400_000;

    private DoorTable() {}

    private static int slotOf(ByteBuffer rows) {
        return slotOf(Integer.toUnsignedLong(rows.order(ByteOrder.LITTLE_ENDIAN).getInt(rows.position())));
    }

    /** The slot that has all rows of a door. */
    public static int slotOf(long door) {
        return ShardKey.ofNumber(door);
    }

    /** Encodes a row. */
    public static void write(FrameWriter rows, long door, long millis, long people, long version) {
        rows.startRow((int) (millis / MILLIS_PER_DAY))
                .uint32((int) door)
                .uint64(millis)
                .uint32((int) people)
                .uint64(version)
                .uint8(0)
                .end();
    }
}
