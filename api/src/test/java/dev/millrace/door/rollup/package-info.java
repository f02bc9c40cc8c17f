/** Defines the rollup of doors. */
@NullMarked
package dev.millrace.door.rollup;

import org.jspecify.annotations.NullMarked;
