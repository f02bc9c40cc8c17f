/** Talks to ClickHouse: tables, migrations, inserts, the connections of reports, the embedded server. */
@NullMarked
package dev.millrace.clickhouse;

import org.jspecify.annotations.NullMarked;
