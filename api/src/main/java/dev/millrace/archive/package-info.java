/** Keeps events as they were received, and replays them. */
@NullMarked
package dev.millrace.archive;

import org.jspecify.annotations.NullMarked;
