/** Answers reports about readings: windows of time, raw readings, facilities. */
@NullMarked
package dev.millrace.sensor.window;

import org.jspecify.annotations.NullMarked;
