/** Computes the rollups of sensors, windows by the minute, hour and day, and sets their retention. */
@NullMarked
package dev.millrace.sensor.rollup;

import org.jspecify.annotations.NullMarked;
