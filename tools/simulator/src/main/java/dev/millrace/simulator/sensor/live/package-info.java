/** Lets devices post their readings for a while, and knows what the windows have to be. */
@NullMarked
package dev.millrace.simulator.sensor.live;

import org.jspecify.annotations.NullMarked;
