/** The rollups of sensors: of each sensor and hour its windows by the minute and by the hour, and how long what is kept. */
@NullMarked
package dev.millrace.sensor.rollup;

import org.jspecify.annotations.NullMarked;
