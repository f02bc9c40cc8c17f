/** Turns request bodies into verdicts and encoded rows, and hands the rows to the buffer. */
@NullMarked
package dev.millrace.intake;

import org.jspecify.annotations.NullMarked;
