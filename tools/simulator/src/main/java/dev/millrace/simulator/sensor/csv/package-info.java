/** Replays a file of times and values as readings of one sensor. */
@NullMarked
package dev.millrace.simulator.sensor.csv;

import org.jspecify.annotations.NullMarked;
