/** Reads a web server's access log, line by line, and skips what is no page view. */
@NullMarked
package dev.millrace.simulator.accesslog;

import org.jspecify.annotations.NullMarked;
