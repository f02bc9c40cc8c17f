/** Keeps the clock of the service, which follows ClickHouse's, so that all nodes agree about the time. */
@NullMarked
package dev.millrace.clock;

import org.jspecify.annotations.NullMarked;
