/** Tells whether the process lives, and whether it can take events and answer reports. */
@NullMarked
package dev.millrace.health;

import org.jspecify.annotations.NullMarked;
