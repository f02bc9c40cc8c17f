/** Takes page views: routes, decoding, archive. */
@NullMarked
package dev.millrace.traffic.intake;

import org.jspecify.annotations.NullMarked;
