/** A run that knows nothing of the code: its own model of what was sent, and reports over HTTP that are held against it. */
@NullMarked
package dev.millrace.torture.blackbox;

import org.jspecify.annotations.NullMarked;
