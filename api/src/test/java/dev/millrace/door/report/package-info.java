/** Answers reports about doors. */
@NullMarked
package dev.millrace.door.report;

import org.jspecify.annotations.NullMarked;
