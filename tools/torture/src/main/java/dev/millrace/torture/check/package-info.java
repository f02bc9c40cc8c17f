/** Holds what is stored and reported against the journal. */
@NullMarked
package dev.millrace.torture.check;

import org.jspecify.annotations.NullMarked;
