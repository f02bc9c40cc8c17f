/** Answers reports about readings: windows of time, raw readings. */
@NullMarked
package dev.millrace.sensor.report;

import org.jspecify.annotations.NullMarked;
