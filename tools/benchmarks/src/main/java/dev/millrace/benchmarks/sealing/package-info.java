/** Measures how sealing affects concurrent inserts and reports. */
@NullMarked
package dev.millrace.benchmarks.sealing;

import org.jspecify.annotations.NullMarked;
