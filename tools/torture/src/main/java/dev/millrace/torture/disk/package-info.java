/** A disk that is full, read-only or broken, and two processes on one. */
@NullMarked
package dev.millrace.torture.disk;

import org.jspecify.annotations.NullMarked;
