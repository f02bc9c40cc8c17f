/** Repeats questions to a service until the answers are final, and collects the differences. */
@NullMarked
package dev.millrace.simulator.check;

import org.jspecify.annotations.NullMarked;
