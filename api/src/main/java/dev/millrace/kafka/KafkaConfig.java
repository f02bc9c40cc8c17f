package dev.millrace.kafka;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Settings of the brokers, and of the input from them.
 *
 * @param bootstrapServers {@code host:port} of some brokers; empty: there is no Kafka
 * @param trafficTopics topics with page views
 * @param sensorTopics topics with readings
 * @param groupId the consumer group; all nodes of an installation have the same
 * @param start where a partition begins of which the group has committed nothing: {@code earliest} or {@code latest}
 * @param sessionTimeout after which a node that gives no sign of life loses its partitions
 * @param maxPollRecords records that are handed over at once
 * @param fetchMaxBytes of one answer of a broker
 * @param maxPartitionFetchBytes of one partition in it
 * @param maxRecordBytes size of a record's value; a larger one becomes a dead letter
 * @param maxWaitingBytes of records that are not safe yet: beyond that nothing is fetched
 * @param commitInterval between two commits of offsets
 * @param maxBackoff the longest pause between two attempts to join the group
 */
@ConfigurationProperties("millrace.kafka")
public record KafkaConfig(
        @Bindable(defaultValue = "") List<String> bootstrapServers,
        @Bindable(defaultValue = "") List<String> trafficTopics,
        @Bindable(defaultValue = "") List<String> sensorTopics,
        @Bindable(defaultValue = "millrace") String groupId,
        @Bindable(defaultValue = "earliest") String start,
        @Bindable(defaultValue = "45s") Duration sessionTimeout,

        @Bindable(defaultValue = "1000") @Min(1) @Max(100_000)
        int maxPollRecords,

        @Bindable(defaultValue = "8MB") @ReadableBytes @Min(1024) @Max(256 << 20)
        int fetchMaxBytes,

        @Bindable(defaultValue = "1MB") @ReadableBytes @Min(1024) @Max(64 << 20)
        int maxPartitionFetchBytes,

        @Bindable(defaultValue = "1MB") @ReadableBytes @Min(256) @Max(16 << 20)
        int maxRecordBytes,

        @Bindable(defaultValue = "16MB") @ReadableBytes @Min(64 << 10)
        long maxWaitingBytes,

        @Bindable(defaultValue = "1s") Duration commitInterval,
        @Bindable(defaultValue = "30s") Duration maxBackoff) {
    static final String EARLIEST = "earliest";
    static final String LATEST = "latest";

    private static final Pattern SERVER = Pattern.compile("[^\\s:/,]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Duration SHORTEST_SESSION = Duration.ofSeconds(6);
    private static final Duration LONGEST_SESSION = Duration.ofMinutes(5);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Checks what annotations cannot say. */
    public KafkaConfig {
        bootstrapServers = words(bootstrapServers);
        trafficTopics = words(trafficTopics);
        sensorTopics = words(sensorTopics);
        for (String server : bootstrapServers) {
            if (!SERVER.matcher(server).matches()) {
                throw new IllegalArgumentException(
                        "MILLRACE_KAFKA_BOOTSTRAP_SERVERS (%s) must be host:port, and more of these behind commas"
                                .formatted(server));
            }
        }
        checkTopics(trafficTopics, sensorTopics);
        if (bootstrapServers.isEmpty() && !(trafficTopics.isEmpty() && sensorTopics.isEmpty())) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_TRAFFIC_TOPICS and MILLRACE_KAFKA_SENSOR_TOPICS need MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
        }
        if (groupId.isBlank()) {
            throw new IllegalArgumentException("MILLRACE_KAFKA_GROUP_ID must not be empty");
        }
        if (!start.equals(EARLIEST) && !start.equals(LATEST)) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_START (%s) must be %s or %s".formatted(start, EARLIEST, LATEST));
        }
        checkRange("MILLRACE_KAFKA_SESSION_TIMEOUT", sessionTimeout, SHORTEST_SESSION, LONGEST_SESSION);
        checkRange("MILLRACE_KAFKA_COMMIT_INTERVAL", commitInterval, SHORTEST_PAUSE, LONGEST_PAUSE);
        checkRange("MILLRACE_KAFKA_MAX_BACKOFF", maxBackoff, Duration.ofMillis(100), Duration.ofHours(1));
    }

    private static List<String> words(List<String> list) {
        return list.stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private static void checkTopics(List<String> traffic, List<String> sensors) {
        Set<String> seen = new HashSet<>();
        Stream.concat(traffic.stream(), sensors.stream()).forEach(topic -> {
            if (!TOPIC.matcher(topic).matches()) {
                throw new IllegalArgumentException(
                        "MILLRACE_KAFKA_TRAFFIC_TOPICS, MILLRACE_KAFKA_SENSOR_TOPICS: %s is no name of a topic"
                                .formatted(topic));
            }
            if (!seen.add(topic)) {
                throw new IllegalArgumentException(
                        "MILLRACE_KAFKA_TRAFFIC_TOPICS and MILLRACE_KAFKA_SENSOR_TOPICS both name %s: a topic holds events of one kind"
                                .formatted(topic));
            }
        });
    }

    private static void checkRange(String variable, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s (%s) must be between %s and %s".formatted(variable, value, least, most));
        }
    }

    /** Returns true if events are taken from topics. */
    public boolean isOn() {
        return !topics().isEmpty();
    }

    /** Returns all topics, of whatever kind. */
    List<String> topics() {
        return Stream.concat(trafficTopics.stream(), sensorTopics.stream()).toList();
    }

    /** Returns how much may be in memory: what waits, and one answer more that the client has fetched by then. */
    public long maxBytes() {
        return isOn() ? maxWaitingBytes + 2L * Math.max(fetchMaxBytes, maxRecordBytes) : 0;
    }
}
