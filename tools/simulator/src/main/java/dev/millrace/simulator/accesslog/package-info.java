/** Reads a web server's access log, line by line, and skips lines that are not page views. */
@NullMarked
package dev.millrace.simulator.accesslog;

import org.jspecify.annotations.NullMarked;
