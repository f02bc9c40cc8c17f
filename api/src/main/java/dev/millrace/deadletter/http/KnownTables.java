package dev.millrace.deadletter.http;

import dev.millrace.clickhouse.table.EventTable;
import dev.millrace.clickhouse.table.RowFormatter;
import dev.millrace.deadletter.DeadLetter;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Knows the tables of this build, for dead letters that another build may have written. Thread-safe. */
@Singleton
final class KnownTables {
    private final Map<String, EventTable> byName;

    KnownTables(Collection<EventTable> tables) {
        this.byName = tables.stream().collect(Collectors.toUnmodifiableMap(EventTable::name, Function.identity()));
    }

    /**
     * Returns the table of the letter; empty if it is unknown, or if the bytes are not exactly one row of it: they would corrupt the rows
     * next to them.
     */
    Optional<EventTable> tableOf(DeadLetter letter) {
        return Optional.ofNullable(byName.get(letter.table()))
                .filter(table -> RowFormatter.of(table, letter.row()).isPresent());
    }

    /** Returns the row's values by column name; empty if it cannot be read. */
    Optional<Map<String, Object>> values(DeadLetter letter) {
        return Optional.ofNullable(byName.get(letter.table())).flatMap(table -> RowFormatter.of(table, letter.row()));
    }
}
