/** Comparisons that are not a load in turns: recovery and start. */
@NullMarked
package dev.millrace.benchmarks.extra;

import org.jspecify.annotations.NullMarked;
