/** Shared by the kinds of events: reads fields from bytes, iterates over rows, knows which ids are stored. */
@NullMarked
package dev.millrace.event;

import org.jspecify.annotations.NullMarked;
