package dev.millrace.kafka.log;

import dev.millrace.kafka.ClientSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the clients of the log. They connect when they are used. Thread-safe. */
final class LogClients {
    /** Taken at once for each partition that has a record: small, so that all partitions together stay below the producer's memory. */
    private static final int BATCH_BYTES = 64 << 10;

    /** Few, as a record may be large and is unpacked when it is polled: what one poll returns comes on top of what waits. */
    private static final int POLL_RECORDS = 8;

    private static final int REQUEST_MILLIS = 10_000;

    /**
     * How long unknown names of brokers are looked up again, in practice for ever. Docker knows only names of what runs, and a node that
     * starts while all brokers are away has to take events.
     */
    private static final long RESOLVE_MILLIS = TimeUnit.DAYS.toMillis(3650);

    /** How long a send may wait to learn of the topic; the forwarder tries again. */
    private static final int METADATA_MILLIS = 1000;

    /** How long a consumer may be busy with one rebalance before the group throws it out. */
    private static final int POLL_INTERVAL_MILLIS = 120_000;

    private final ClientSettings settings;
    private final KafkaLogConfig config;

    LogClients(ClientSettings settings, KafkaLogConfig config) {
        this.settings = settings;
        this.config = config;
    }

    /** Makes a client that administers topics. */
    Admin admin() {
        return Admin.create(base());
    }

    /** Makes a producer that sends everything again until the brokers have it, in its order. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> all = base();
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_MILLIS);
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, config.compression());
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) KafkaLogConfig.PRODUCER_BYTES);
        // As for the brokers, which get the records compressed; this is before.
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * config.maxRecordBytes());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Makes a consumer for the group of nodes that drain. */
    KafkaConsumer<byte[], byte[]> consumer() {
        try {
            Map<String, Object> all = settings.forConsumer();
            all.put(ConsumerConfig.GROUP_ID_CONFIG, config.groupId());
            all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaLogConfig.FETCH_BYTES);
            all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
            all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, POLL_INTERVAL_MILLIS);
            return new KafkaConsumer<>(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> base() {
        try {
            Map<String, Object> all = settings.forAdmin();
            all.put(CommonClientConfigs.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG, RESOLVE_MILLIS);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
