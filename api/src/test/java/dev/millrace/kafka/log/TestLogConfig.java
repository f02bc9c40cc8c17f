package dev.millrace.kafka.log;

import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.clickhouse.table.ShardKey;
import java.time.Duration;
import java.util.List;

/** Settings and tables for tests of the log. */
final class TestLogConfig {
    private static final List<Column> TEXT = List.of(new Column("text", ColumnType.STRING));

    /** Its rows are texts; the slot comes from the length of the text. */
    static final EventTable SPREAD = new EventTable(
            1,
            "one",
            "spread",
            true,
            new Placement.OneShard(rows -> (rows.get(rows.position()) & 0x7f) * ShardKey.SLOTS / 128),
            TEXT);

    static final EventTable EVERYWHERE = new EventTable(2, "two", "everywhere", true, new Placement.EveryShard(), TEXT);

    static final List<EventTable> TABLES = List.of(SPREAD, EVERYWHERE);

    private TestLogConfig() {}

    static KafkaLogConfig of(int partitions) {
        return new KafkaLogConfig(
                "on",
                "test",
                partitions,
                3,
                2,
                Duration.ofDays(1),
                "group",
                Duration.ZERO,
                128 << 10,
                "none",
                1 << 20,
                Duration.ofMinutes(1));
    }
}
