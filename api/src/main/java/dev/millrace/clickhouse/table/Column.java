package dev.millrace.clickhouse.table;

/** A column of an event table, by its name in ClickHouse. */
public record Column(String name, ColumnType type) {}
