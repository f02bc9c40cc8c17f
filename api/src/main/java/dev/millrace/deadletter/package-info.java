/** Keeps rows that ClickHouse refuses for good on this node's disk, until an operator replays or discards them. */
@NullMarked
package dev.millrace.deadletter;

import org.jspecify.annotations.NullMarked;
