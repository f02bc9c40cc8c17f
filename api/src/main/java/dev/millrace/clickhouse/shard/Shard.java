package dev.millrace.clickhouse.shard;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;

/**
 * One of the databases that rows are spread over. Each is complete in itself: all rows of a user or a sensor are in one shard, with their
 * rollups, and no statement reads two shards. So every class that works with a database has one bean for each shard, with the shard's name
 * ({@code @EachBean(Shard.class)}), and a shard that is away delays only its own rows.
 *
 * <p>A single server is the only shard. The properties are made from {@code MILLRACE_CLICKHOUSE_SHARDS}.
 *
 * @param name its number as a text
 * @param number 1 and more
 */
@EachProperty("millrace.shard")
public record Shard(@Parameter String name, int number) {}
