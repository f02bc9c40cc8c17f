/** Everybody who is measured. */
@NullMarked
package dev.millrace.benchmarks.contenders;

import org.jspecify.annotations.NullMarked;
