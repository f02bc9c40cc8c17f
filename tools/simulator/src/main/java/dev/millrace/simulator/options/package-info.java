/** Options that several commands have. */
@NullMarked
package dev.millrace.simulator.options;

import org.jspecify.annotations.NullMarked;
