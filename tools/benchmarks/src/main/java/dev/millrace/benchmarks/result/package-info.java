/** Presents measurements as tables. */
@NullMarked
package dev.millrace.benchmarks.result;

import org.jspecify.annotations.NullMarked;
