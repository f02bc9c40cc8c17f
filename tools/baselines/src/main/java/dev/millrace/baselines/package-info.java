/** Servers that Millrace is measured beside. None of them is for use. */
@NullMarked
package dev.millrace.baselines;

import org.jspecify.annotations.NullMarked;
