/** Asks until the answers have settled what is asked of a service, and collects what differs. */
@NullMarked
package dev.millrace.simulator.check;

import org.jspecify.annotations.NullMarked;
