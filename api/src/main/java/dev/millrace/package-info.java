/** Holds the service together: its entry point and the order in which its parts start and stop. */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
