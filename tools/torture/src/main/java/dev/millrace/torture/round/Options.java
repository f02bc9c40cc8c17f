package dev.millrace.torture.round;

import java.time.Duration;
import java.util.Optional;

/**
 * The options of the command line for scenarios.
 *
 * @param isLong whether faults last as long as in real life, instead of some seconds
 * @param shards how many ClickHouse servers rows are spread over
 * @param hasKafka whether events go through three Kafka brokers, from the disk to ClickHouse
 * @param duration how long a scenario with a length of its own goes on
 */
public record Options(boolean isLong, int shards, boolean hasKafka, Optional<Duration> duration) {
    /** Options for rounds of some seconds. */
    public static final Options SHORT = new Options(false, 1, false, Optional.empty());

    /** Changes the number of shards. */
    public Options withShards(int shards) {
        return new Options(isLong, shards, hasKafka, duration);
    }
}
