package dev.millrace.archive;

import dev.millrace.clickhouse.table.Column;
import dev.millrace.clickhouse.table.ColumnType;
import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.Placement;
import dev.millrace.clickhouse.table.ShardKey;
import dev.millrace.clickhouse.table.TableTtl;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The table {@code archive}, as the migration makes it. Its rows are described at {@link ArchivedEvent}. */
@Factory
public final class ArchiveTable {
    /** Events as they were received, of all kinds. */
    public static final EventTable EVENTS = new EventTable(
            4,
            "archive",
            "archive",
            true,
            new Placement.OneShard(ArchiveTable::slotOf),
            List.of(
                    new Column("received_at", ColumnType.DATETIME64_MILLIS),
                    new Column("happened_at", ColumnType.DATETIME64_MILLIS),
                    new Column("version", ColumnType.UINT64),
                    new Column("kind", ColumnType.STRING),
                    new Column("subject", ColumnType.STRING),
                    new Column("operation", ColumnType.STRING),
                    new Column("source", ColumnType.STRING),
                    new Column("sender", ColumnType.STRING),
                    new Column("verdict", ColumnType.STRING),
                    new Column("reason", ColumnType.STRING),
                    new Column("filled", ColumnType.STRING),
                    new Column("is_cut", ColumnType.UINT8),
                    new Column("event", ColumnType.STRING)));

    /** The place of the version in a row: after two times. */
    private static final int VERSION_AT = 2 * Long.BYTES;

    /** Places a row by its version: equal events have equal versions, so they are in one place, and rows are spread evenly. */
    private static int slotOf(ByteBuffer rows) {
        return ShardKey.ofNumber(rows.order(ByteOrder.LITTLE_ENDIAN).getLong(rows.position() + VERSION_AT));
    }

    /** Makes it known to the drain. */
    @Bean
    @Singleton
    @Named("archive")
    EventTable events() {
        return EVENTS;
    }

    @Bean
    @Singleton
    @Named("archive")
    TableTtl kept(ArchiveConfig config) {
        return new TableTtl(EVENTS.name(), "received_at", config.keep());
    }
}
