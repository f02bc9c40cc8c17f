/** Compares stored rows and reports with the journal. */
@NullMarked
package dev.millrace.torture.check;

import org.jspecify.annotations.NullMarked;
