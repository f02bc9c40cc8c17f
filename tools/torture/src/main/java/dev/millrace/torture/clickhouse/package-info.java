/** What ClickHouse, and the way to it, can do to the service. */
@NullMarked
package dev.millrace.torture.clickhouse;

import org.jspecify.annotations.NullMarked;
