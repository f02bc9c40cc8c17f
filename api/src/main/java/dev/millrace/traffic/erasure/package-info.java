/** Erases persons: from incoming rows, from the dead letters, and from every table, until nothing is left. */
@NullMarked
package dev.millrace.traffic.erasure;

import org.jspecify.annotations.NullMarked;
