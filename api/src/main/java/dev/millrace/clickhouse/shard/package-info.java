/** Knows the shards: addresses, users, and which shard has a row. */
@NullMarked
package dev.millrace.clickhouse.shard;

import org.jspecify.annotations.NullMarked;
