/** Rows that ClickHouse refuses for good: kept on this node's disk until somebody replays or discards them. */
@NullMarked
package dev.millrace.deadletter;

import org.jspecify.annotations.NullMarked;
