/** Defines the load, the senders, and the cores of all processes. */
@NullMarked
package dev.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
