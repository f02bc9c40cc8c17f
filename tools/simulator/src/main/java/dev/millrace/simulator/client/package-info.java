/** Speaks the service's HTTP interface and sends again until an event is acknowledged. */
@NullMarked
package dev.millrace.simulator.client;

import org.jspecify.annotations.NullMarked;
