/** Measures how long reports take, and checks whether they are right. */
@NullMarked
package dev.millrace.benchmarks.reports;

import org.jspecify.annotations.NullMarked;
