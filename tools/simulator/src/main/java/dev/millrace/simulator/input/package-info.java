/** Files that input is read from. */
@NullMarked
package dev.millrace.simulator.input;

import org.jspecify.annotations.NullMarked;
