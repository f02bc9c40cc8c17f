/** Breaks Millrace on purpose, repeatedly, and counts lost events: the command line, {@code ./torture}. */
@NullMarked
package dev.millrace.torture;

import org.jspecify.annotations.NullMarked;
