/** Honest senders of a real service, and clients beside them that take all they can get. */
@NullMarked
package dev.millrace.torture.neighbour;

import org.jspecify.annotations.NullMarked;
