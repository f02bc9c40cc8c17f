/** Remembers which sensors name which facility. */
@NullMarked
package dev.millrace.sensor.facility;

import org.jspecify.annotations.NullMarked;
