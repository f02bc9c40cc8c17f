package dev.millrace.traffic;

import dev.millrace.clickhouse.Column;
import dev.millrace.clickhouse.ColumnType;
import dev.millrace.clickhouse.EventTable;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/** The table {@code traffic}, as the migrations make it. */
@Factory
final class TrafficTable {
    static final EventTable TABLE = new EventTable(
            1,
            "traffic",
            List.of(
                    new Column("request_id", ColumnType.UINT64),
                    new Column("user_id", ColumnType.UINT32),
                    new Column("created_at", ColumnType.DATETIME64_MILLIS),
                    new Column("page_url", ColumnType.STRING),
                    new Column("version", ColumnType.UINT64),
                    new Column("is_deleted", ColumnType.UINT8)));

    /** Makes it known to the drain. */
    @Bean
    @Singleton
    EventTable trafficTable() {
        return TABLE;
    }
}
