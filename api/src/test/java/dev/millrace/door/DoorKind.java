package dev.millrace.door;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.TableTtl;
import dev.millrace.door.rollup.DoorRollup;
import dev.millrace.door.table.DoorTable;
import dev.millrace.gate.ApiPaths;
import dev.millrace.rollup.Rollup;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Describes openings of doors to the stages. A service has this kind only if the setting {@code test.door} is there. */
@Factory
@Requires(property = "test.door")
final class DoorKind {
    @Bean
    @Named("door")
    final ApiPaths paths = ApiPaths.ofEvents("/api/doors");

    @Bean
    @Named("door_opening")
    final EventTable openings = DoorTable.OPENINGS;

    @Bean
    @Singleton
    @Named("door")
    Rollup rollup() {
        return DoorRollup.of();
    }

    @Bean
    @Singleton
    @Named("door_hour")
    TableTtl hoursKept() {
        return new TableTtl("door_hour", "hour", null);
    }
}
