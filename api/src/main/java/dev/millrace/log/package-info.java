/** Writes the log: one line for each entry, and a bounded number of lines about a fault that lasts. */
@NullMarked
package dev.millrace.log;

import org.jspecify.annotations.NullMarked;
