/** Breaks Millrace on purpose, again and again, and counts what is lost: the command line, {@code ./torture}. */
@NullMarked
package dev.millrace.torture;

import org.jspecify.annotations.NullMarked;
