/** Brings tables up to date, checks servers before use, and runs the embedded server. */
@NullMarked
package dev.millrace.clickhouse.schema;

import org.jspecify.annotations.NullMarked;
