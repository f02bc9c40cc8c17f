/** Moves rows from the buffer into ClickHouse in large batches, for as long as it takes. */
@NullMarked
package dev.millrace.drain;

import org.jspecify.annotations.NullMarked;
