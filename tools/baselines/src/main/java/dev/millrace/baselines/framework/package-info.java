/** Servers as one writes them with the same framework at first. */
@NullMarked
package dev.millrace.baselines.framework;

import org.jspecify.annotations.NullMarked;
