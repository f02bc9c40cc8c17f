/** Sends requests with bounded concurrency and rate, and counts their outcomes. */
@NullMarked
package dev.millrace.simulator.load;

import org.jspecify.annotations.NullMarked;
