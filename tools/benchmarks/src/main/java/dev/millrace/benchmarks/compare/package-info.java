/** Millrace beside everything else, in one run. */
@NullMarked
package dev.millrace.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
