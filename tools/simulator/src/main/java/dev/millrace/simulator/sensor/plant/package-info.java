/** Devices and what their sensors say. */
@NullMarked
package dev.millrace.simulator.sensor.plant;

import org.jspecify.annotations.NullMarked;
