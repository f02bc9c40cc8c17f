/** The tables of sensors and the rows in them. */
@NullMarked
package dev.millrace.sensor.table;

import org.jspecify.annotations.NullMarked;
