/** Benchmarks of the service with many rows, {@code ./bench}. */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
