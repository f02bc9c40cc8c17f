/** Readings of sensors: describes this kind of event to the stages. */
@NullMarked
package dev.millrace.sensor;

import org.jspecify.annotations.NullMarked;
