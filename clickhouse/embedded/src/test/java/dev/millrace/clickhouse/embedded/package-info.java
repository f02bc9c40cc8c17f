/** The embedded server's tests; those named IT start real servers. */
@NullMarked
package dev.millrace.clickhouse.embedded;

import org.jspecify.annotations.NullMarked;
