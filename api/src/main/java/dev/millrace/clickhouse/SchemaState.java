package dev.millrace.clickhouse;

/** How far the tables are. */
public sealed interface SchemaState {
    /** All migrations are applied. */
    record Ready() implements SchemaState {}

    /** They could not be applied yet; trying again may help. */
    record NotYet(String reason) implements SchemaState {}

    /** They do not fit this build: an operator has to look. */
    record Conflict(String reason) implements SchemaState {}
}
