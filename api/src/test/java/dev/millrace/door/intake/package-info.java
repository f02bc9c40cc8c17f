/** Takes openings of doors. */
@NullMarked
package dev.millrace.door.intake;

import org.jspecify.annotations.NullMarked;
