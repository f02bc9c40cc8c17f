/** Readings of sensors: how they come in. */
@NullMarked
package dev.millrace.sensor;

import org.jspecify.annotations.NullMarked;
