/** What rollups and indexes cost an insert. */
@NullMarked
package dev.millrace.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
