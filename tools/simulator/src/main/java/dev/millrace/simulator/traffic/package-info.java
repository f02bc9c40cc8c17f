/** A page view as the service takes it, and how its ids are made from a log line. */
@NullMarked
package dev.millrace.simulator.traffic;

import org.jspecify.annotations.NullMarked;
