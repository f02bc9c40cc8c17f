/** Notes which sensors name which facility, and answers reports about facilities. */
@NullMarked
package dev.millrace.sensor.facility;

import org.jspecify.annotations.NullMarked;
