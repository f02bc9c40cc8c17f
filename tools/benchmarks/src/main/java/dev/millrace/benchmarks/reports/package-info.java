/** How long reports take, and whether they are right. */
@NullMarked
package dev.millrace.benchmarks.reports;

import org.jspecify.annotations.NullMarked;
