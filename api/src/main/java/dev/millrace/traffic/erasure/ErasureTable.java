package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.Column;
import dev.millrace.clickhouse.ColumnType;
import dev.millrace.clickhouse.EventTable;
import dev.millrace.clickhouse.Placement;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The table {@code erasure}, as the migration makes it, without the columns that only the {@link ErasureWorker} fills in. Every shard may have
 * edits and archived events of a person.
 */
@Factory
final class ErasureTable {
    static final EventTable ERASURES = new EventTable(
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

    /** Makes it known to the drain. */
    @Bean
    @Singleton
    @Named("erasure")
    EventTable erasures() {
        return ERASURES;
    }
}
