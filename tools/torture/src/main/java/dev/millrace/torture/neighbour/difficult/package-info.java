/** Clients that ask for more than their share: one class for each way to do that. */
@NullMarked
package dev.millrace.torture.neighbour.difficult;

import org.jspecify.annotations.NullMarked;
