/** Defines the rollups of sensors: windows by the minute, hour and day. */
@NullMarked
package dev.millrace.sensor.rollup;

import org.jspecify.annotations.NullMarked;
