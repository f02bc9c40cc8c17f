package dev.millrace.clickhouse;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;

/**
 * One of the databases that rows are spread over. Each is complete in itself: what is said of a user or a sensor is in one shard, with its
 * rollups, and no statement reads two. So whatever works with a database is there once for each shard, as a bean with the shard's name
 * ({@code @EachBean(Shard.class)}), and a shard that is away concerns nobody but its own rows.
 *
 * <p>A single server is the only shard there is. The properties are made from {@code MILLRACE_CLICKHOUSE_SHARDS}.
 *
 * @param name its number as a text
 * @param number 1 and more
 */
@EachProperty("millrace.shard")
public record Shard(@Parameter String name, int number) {}
