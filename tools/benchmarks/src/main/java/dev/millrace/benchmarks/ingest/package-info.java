/** Measures the cost of rollups and indexes for an insert. */
@NullMarked
package dev.millrace.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
