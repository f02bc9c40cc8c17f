/** Damaged files of the buffer. */
@NullMarked
package dev.millrace.torture.damage;

import org.jspecify.annotations.NullMarked;
