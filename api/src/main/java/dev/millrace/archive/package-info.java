/** Keeps what was received as it was received, and sends it through the rules again. */
@NullMarked
package dev.millrace.archive;

import org.jspecify.annotations.NullMarked;
