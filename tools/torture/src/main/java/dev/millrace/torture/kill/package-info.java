/** Kills of the service. */
@NullMarked
package dev.millrace.torture.kill;

import org.jspecify.annotations.NullMarked;
