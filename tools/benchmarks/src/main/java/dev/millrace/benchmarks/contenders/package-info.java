/** Contains all contenders that are measured. */
@NullMarked
package dev.millrace.benchmarks.contenders;

import org.jspecify.annotations.NullMarked;
