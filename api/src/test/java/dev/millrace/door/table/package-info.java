/** Defines the table of openings. */
@NullMarked
package dev.millrace.door.table;

import org.jspecify.annotations.NullMarked;
