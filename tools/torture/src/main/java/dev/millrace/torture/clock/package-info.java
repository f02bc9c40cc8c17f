/** Clocks that jump. */
@NullMarked
package dev.millrace.torture.clock;

import org.jspecify.annotations.NullMarked;
