package dev.millrace.kafka.log;

import dev.millrace.drain.DrainConfig;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Settings of Kafka as the second log.
 *
 * @param mode {@code off}; {@code on}; or {@code drain}: nothing more is forwarded, and what the topics hold is stored
 * @param topicPrefix the topics are named prefix-traffic, prefix-sensors and prefix-archive
 * @param partitions of each topic; a multiple of the number of shards, so that each partition belongs to one
 * @param copies of each partition (replication factor)
 * @param minInSyncCopies copies that have a record before it is acknowledged
 * @param retention how long brokers keep records that nobody deletes: longer than the longest outage
 * @param groupId the consumer group of all nodes that drain
 * @param linger how long an event waits for others before it is forwarded
 * @param maxRecordBytes most bytes of a record; larger frames are cut
 * @param compression of records: none, lz4, zstd, snappy or gzip
 * @param maxWaitingBytes most bytes that are fetched and not stored yet; beyond that partitions are paused
 * @param deleteInterval how often records that are stored are deleted from the brokers
 */
@ConfigurationProperties("millrace.kafka.log")
public record KafkaLogConfig(
        @Bindable(defaultValue = "off") String mode,
        @Bindable(defaultValue = "millrace") String topicPrefix,
        @Bindable(defaultValue = "12") @Min(1) @Max(1024) int partitions,
        @Bindable(defaultValue = "3") @Min(1) @Max(15) int copies,
        @Bindable(defaultValue = "2") @Min(1) @Max(15) int minInSyncCopies,
        @Bindable(defaultValue = "7d") Duration retention,
        @Bindable(defaultValue = "millrace-drain") String groupId,
        @Bindable(defaultValue = "5ms") Duration linger,

        @Bindable(defaultValue = "512KB") @ReadableBytes @Min(128 << 10) @Max(16 << 20)
        int maxRecordBytes,

        @Bindable(defaultValue = "lz4") String compression,

        @Bindable(defaultValue = "24MB") @ReadableBytes @Min(1 << 20)
        long maxWaitingBytes,

        @Bindable(defaultValue = "1m") Duration deleteInterval) {
    static final String OFF = "off";
    static final String ON = "on";
    static final String DRAIN = "drain";

    private static final Pattern MODE = Pattern.compile("off|on|drain");
    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final Pattern COMPRESSION = Pattern.compile("none|lz4|zstd|snappy|gzip");

    /** Chunks that are on their way to the brokers at the same time. */
    private static final int FORWARDED_AT_ONCE = 4;

    /** Bytes of such a chunk: large enough for few records of many rows, small enough to keep the pipeline full. */
    private static final int FORWARDED_BYTES = 1 << 20;

    /** More than those chunks, so that the producer never waits for memory. */
    static final int PRODUCER_BYTES = 8 << 20;

    /** One answer of a broker to a consumer; there may be another one that waits. */
    static final int FETCH_BYTES = 4 << 20;

    private static final int FORWARDED_ROWS = 100_000;

    /** Checks what annotations cannot say. */
    public KafkaLogConfig {
        check("MILLRACE_KAFKA_LOG_MODE", mode, MODE, "off, on or drain");
        check("MILLRACE_KAFKA_LOG_TOPIC_PREFIX", topicPrefix, PREFIX, "letters, digits, dots, underscores or hyphens");
        check("MILLRACE_KAFKA_LOG_COMPRESSION", compression, COMPRESSION, "none, lz4, zstd, snappy or gzip");
        if (groupId.isBlank()) {
            throw new IllegalArgumentException("MILLRACE_KAFKA_LOG_GROUP_ID must not be empty");
        }
        if (minInSyncCopies > copies) {
            throw new IllegalArgumentException(
                    "MILLRACE_KAFKA_LOG_MIN_IN_SYNC_COPIES (%s) must not exceed MILLRACE_KAFKA_LOG_COPIES (%s)"
                            .formatted(minInSyncCopies, copies));
        }
        check("MILLRACE_KAFKA_LOG_RETENTION", retention, Duration.ofHours(1), Duration.ofDays(3650));
        check("MILLRACE_KAFKA_LOG_LINGER", linger, Duration.ZERO, Duration.ofSeconds(10));
        check("MILLRACE_KAFKA_LOG_DELETE_INTERVAL", deleteInterval, Duration.ofSeconds(1), Duration.ofDays(1));
    }

    private static void check(String variable, String value, Pattern pattern, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("%s (%s) must be %s".formatted(variable, value, expected));
        }
    }

    private static void check(String variable, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s (%s) must be between %s and %s".formatted(variable, value, least, most));
        }
    }

    /** Returns true if events are forwarded, or were and are still drained. */
    public boolean isOn() {
        return !mode.equals(OFF);
    }

    /** Returns true if events are forwarded. */
    public boolean isForwarding() {
        return mode.equals(ON);
    }

    /** Returns the size and number of the chunks that are forwarded. */
    DrainConfig forwarding(DrainConfig drain) {
        return new DrainConfig(
                FORWARDED_ROWS, FORWARDED_BYTES, linger, FORWARDED_AT_ONCE, drain.maxBackoff(), drain.stopTimeout());
    }

    /** Returns how much may be in memory: what is on its way to the brokers, and what came from them. */
    public long maxBytes() {
        return isOn() ? FORWARDED_AT_ONCE * FORWARDED_BYTES + PRODUCER_BYTES + maxWaitingBytes + 2L * FETCH_BYTES : 0;
    }
}
