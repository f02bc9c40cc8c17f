/** A stand-in for the service that does what it is told, right or wrong. */
@NullMarked
package dev.millrace.simulator.testing;

import org.jspecify.annotations.NullMarked;
