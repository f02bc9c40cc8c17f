/** Runs one round of a scenario: its processes, its load, its verdict. */
@NullMarked
package dev.millrace.torture.round;

import org.jspecify.annotations.NullMarked;
