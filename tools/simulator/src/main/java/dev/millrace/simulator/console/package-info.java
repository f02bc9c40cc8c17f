/** Writes for people: the progress, the notices on the way and the result. */
@NullMarked
package dev.millrace.simulator.console;

import org.jspecify.annotations.NullMarked;
