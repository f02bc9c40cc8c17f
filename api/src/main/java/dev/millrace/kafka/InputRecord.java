package dev.millrace.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into the buffer.
 *
 * @param source as it was fetched
 * @param versions of its events
 * @param fault why it is not even looked at; null if it is
 */
record InputRecord(
        ConsumerRecord<byte[], byte[]> source,
        RecordVersions versions,
        @Nullable String fault) {
    /** Begins the place of every letter. */
    static final String ORIGIN = "kafka";

    /** The approximate memory of a record beside its key and value. */
    private static final int RECORD_BYTES = 300;

    private static final String CONTENT_TYPE = "content-type";

    /** The length that is kept of a record too large for a dead letter. */
    private static final int KEPT_OF_OVERSIZED = 4096;

    /** Returns the value; null if the record deletes. */
    byte @Nullable [] value() {
        return source.value();
    }

    /** Returns the key; empty if there is none. */
    byte[] key() {
        byte[] key = source.key();
        return key == null ? new byte[0] : key;
    }

    /** Returns the size of the value. */
    int valueBytes() {
        byte[] value = value();
        return value == null ? 0 : value.length;
    }

    /** Returns about how much memory it takes. */
    long bytes() {
        return (long) valueBytes() + key().length + RECORD_BYTES;
    }

    /** Returns where it stands, as dead letters and the archive name it: {@code kafka:TOPIC/PARTITION/OFFSET}. */
    String place() {
        return "%s:%s/%s/%s".formatted(ORIGIN, source.topic(), source.partition(), source.offset());
    }

    /** Returns what the sender calls the value; null if nothing. */
    @Nullable
    String contentType() {
        for (Header header : source.headers()) {
            if (header.key().equalsIgnoreCase(CONTENT_TYPE) && header.value() != null) {
                return new String(header.value(), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** Returns what is kept of a record that is not looked at, or that deletes nothing: its value, else its key. */
    byte[] letter(int maxBytes) {
        byte[] value = value();
        if (value == null) {
            return key();
        }
        return value.length <= maxBytes ? value : Arrays.copyOf(value, Math.min(KEPT_OF_OVERSIZED, maxBytes));
    }
}
