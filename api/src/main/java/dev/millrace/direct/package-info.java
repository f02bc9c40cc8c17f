/** Takes and answers POSTs of events in front of the framework; requests that are written unusually go on to the framework. */
@NullMarked
package dev.millrace.direct;

import org.jspecify.annotations.NullMarked;
