package dev.millrace.clickhouse.shard;

import io.micronaut.context.ApplicationContext;
import java.util.stream.IntStream;

/** Shards that are nowhere, for who only has to know how many there are. */
public final class TestShards {
    private TestShards() {}

    /** That many. */
    public static Shards of(int count) {
        return new Shards(
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> new Shard(Integer.toString(number), number))
                        .toList(),
                ApplicationContext.builder().build());
    }
}
