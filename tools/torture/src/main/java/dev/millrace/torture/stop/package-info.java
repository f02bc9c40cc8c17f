/** Services that are asked to stop. */
@NullMarked
package dev.millrace.torture.stop;

import org.jspecify.annotations.NullMarked;
