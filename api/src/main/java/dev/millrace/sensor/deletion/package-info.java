/** Deletes readings: takes the request, hides what is stored, and keeps what comes back from being stored. */
@NullMarked
package dev.millrace.sensor.deletion;

import org.jspecify.annotations.NullMarked;
