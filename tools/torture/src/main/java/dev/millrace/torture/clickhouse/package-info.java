/** Breaks ClickHouse and the connection to it. */
@NullMarked
package dev.millrace.torture.clickhouse;

import org.jspecify.annotations.NullMarked;
