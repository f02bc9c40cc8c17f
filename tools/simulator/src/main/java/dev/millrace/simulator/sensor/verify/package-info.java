/** Compares the windows that the service answers with those that were computed here. */
@NullMarked
package dev.millrace.simulator.sensor.verify;

import org.jspecify.annotations.NullMarked;
