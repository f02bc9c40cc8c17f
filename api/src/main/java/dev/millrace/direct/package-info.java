/** Requests that bring events, taken and answered in front of the framework; what is not written as usual goes on to it. */
@NullMarked
package dev.millrace.direct;

import org.jspecify.annotations.NullMarked;
