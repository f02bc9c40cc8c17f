/** Runs services for hours while faults of all kinds strike, compares everything now and then, and watches what they use. */
@NullMarked
package dev.millrace.torture.longrun;

import org.jspecify.annotations.NullMarked;
