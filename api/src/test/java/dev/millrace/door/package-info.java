/** Openings of doors, a kind of event that only tests know: describes it to the stages. */
@NullMarked
package dev.millrace.door;

import org.jspecify.annotations.NullMarked;
