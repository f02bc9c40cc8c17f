/** Describes the tables that take events: columns, placement, retention. */
@NullMarked
package dev.millrace.clickhouse.table;

import org.jspecify.annotations.NullMarked;
