/** Sums and averages without any error, for the own computation. */
@NullMarked
package dev.millrace.simulator.sensor.exact;

import org.jspecify.annotations.NullMarked;
