package dev.millrace;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.util.HashMap;
import java.util.Map;

/** Names the shards, of which {@code MILLRACE_CLICKHOUSE_SHARDS} only says how many there are: see {@link dev.millrace.clickhouse.shard.Shard}. */
final class ShardSettings {
    private static final String COUNT = "millrace.clickhouse.shards";

    private ShardSettings() {}

    /**
     * Adds the properties; to be called before the context starts. A number of shards that is not a number is left to the check of the
     * settings.
     */
    static void add(ApplicationContext context) {
        context.getEnvironment().start();
        int count = context.getEnvironment().getProperty(COUNT, Integer.class).orElse(1);
        Map<String, Object> numbers = new HashMap<>();
        for (int number = 1; number <= count; number++) {
            numbers.put("millrace.shard.%s.number".formatted(number), number);
        }
        context.getEnvironment().addPropertySource(PropertySource.of("shards", numbers));
    }
}
