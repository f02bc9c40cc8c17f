/** What is sent, by whom, and on which cores everybody runs. */
@NullMarked
package dev.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
