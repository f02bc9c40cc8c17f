/** Deletes readings: takes the request, hides stored readings, and keeps covered ones that arrive later from being stored. */
@NullMarked
package dev.millrace.sensor.deletion;

import org.jspecify.annotations.NullMarked;
