/** The real service and a real ClickHouse as processes that can be started, stopped, killed and held. */
@NullMarked
package dev.millrace.processes;

import org.jspecify.annotations.NullMarked;
