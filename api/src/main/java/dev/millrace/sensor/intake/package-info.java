/** Takes readings: routes, decoding, archive. */
@NullMarked
package dev.millrace.sensor.intake;

import org.jspecify.annotations.NullMarked;
