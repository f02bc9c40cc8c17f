/** Calls ClickHouse over HTTP: statements, inserts, queries of reports. */
@NullMarked
package dev.millrace.clickhouse;

import org.jspecify.annotations.NullMarked;
