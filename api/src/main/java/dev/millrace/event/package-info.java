/** What kinds of events share: reading their fields from bytes, going through their rows, knowing the ids that are stored. */
@NullMarked
package dev.millrace.event;

import org.jspecify.annotations.NullMarked;
