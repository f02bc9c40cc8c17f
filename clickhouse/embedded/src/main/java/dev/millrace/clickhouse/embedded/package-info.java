/** Runs a real ClickHouse server as a child process of the JVM, without Docker: for `./run`, for tests and for a single machine. */
@NullMarked
package dev.millrace.clickhouse.embedded;

import org.jspecify.annotations.NullMarked;
