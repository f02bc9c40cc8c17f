package dev.millrace.sensor.table;

import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.clickhouse.table.ShardKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tables for readings and for what is known of sensors, as the migrations make them. */
public final class SensorTable {
    private static final String KIND = "sensors";

    /** Readings; a row can be a tombstone. See {@link ReadingRow}. */
    public static final EventTable READINGS = new EventTable(
            5,
            KIND,
            "sensor_reading",
            true,
            new Placement.OneShard(SensorTable::slotOf),
            List.of(
                    new Column("sensor_id", ColumnType.STRING),
                    new Column("ts", ColumnType.DATETIME64_MILLIS),
                    new Column("value", ColumnType.FLOAT64),
                    new Column("facility", ColumnType.STRING),
                    new Column("equipment", ColumnType.STRING),
                    new Column("unit", ColumnType.STRING),
                    new Column("quality", ColumnType.STRING),
                    new Column("attributes", ColumnType.STRING),
                    new Column("version", ColumnType.UINT64),
                    new Column("is_deleted", ColumnType.UINT8)));

    /** Pairs of a facility and a sensor that a reading named. */
    public static final EventTable FACILITY_SENSORS = new EventTable(
            6,
            KIND,
            "facility_sensor",
            false,
            new Placement.OneShard(SensorTable::slotOfSecond),
            List.of(new Column("facility", ColumnType.STRING), new Column("sensor_id", ColumnType.STRING)));

    /** Ranges of readings that were deleted. */
    public static final EventTable DELETIONS = new EventTable(
            7,
            KIND,
            "sensor_deletion",
            false,
            new Placement.OneShard(SensorTable::slotOf),
            List.of(
                    new Column("sensor_id", ColumnType.STRING),
                    new Column("from_ts", ColumnType.DATETIME64_MILLIS),
                    new Column("to_ts", ColumnType.DATETIME64_MILLIS),
                    new Column("version", ColumnType.UINT64)));

    private SensorTable() {}

    /** Returns the slot of a sensor, which holds all of its rows. */
    public static int slotOf(String sensorId) {
        byte[] bytes = sensorId.getBytes(StandardCharsets.UTF_8);
        return ShardKey.ofText(ByteBuffer.wrap(bytes), bytes.length);
    }

    /** Returns the slot of a row whose first column is a sensor. */
    private static int slotOf(ByteBuffer rows) {
        ByteBuffer sensor = rows.duplicate();
        int length = ColumnType.readStringLength(sensor);
        return ShardKey.ofText(sensor, length);
    }

    /** Returns the slot of a row whose second column is a sensor. */
    private static int slotOfSecond(ByteBuffer rows) {
        ByteBuffer sensor = rows.duplicate();
        int length = ColumnType.readStringLength(sensor);
        sensor.position(sensor.position() + length);
        return slotOf(sensor);
    }
}
