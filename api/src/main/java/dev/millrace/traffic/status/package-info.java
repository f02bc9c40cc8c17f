/** Locates an event on its way from the acknowledgement to the reports. */
@NullMarked
package dev.millrace.traffic.status;

import org.jspecify.annotations.NullMarked;
