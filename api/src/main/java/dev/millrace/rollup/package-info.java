/** Computes rollups from deduplicated raw rows, hour by hour, and says which hours a report may take from them. */
@NullMarked
package dev.millrace.rollup;

import org.jspecify.annotations.NullMarked;
