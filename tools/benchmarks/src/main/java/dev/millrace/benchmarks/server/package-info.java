/** The real ClickHouse and the real service that are measured. */
@NullMarked
package dev.millrace.benchmarks.server;

import org.jspecify.annotations.NullMarked;
