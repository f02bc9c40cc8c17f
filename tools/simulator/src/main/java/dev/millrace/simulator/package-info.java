/** Plays real input against a running service and checks what the service reports about it. */
@NullMarked
package dev.millrace.simulator;

import org.jspecify.annotations.NullMarked;
