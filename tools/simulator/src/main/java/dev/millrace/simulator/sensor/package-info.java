/** A reading of a sensor as the service takes it, and a window as it answers it. */
@NullMarked
package dev.millrace.simulator.sensor;

import org.jspecify.annotations.NullMarked;
