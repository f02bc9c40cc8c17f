package dev.millrace.kafka.log;

import dev.millrace.buffer.Chunk;
import dev.millrace.buffer.Deferral;
import dev.millrace.buffer.Frame;
import dev.millrace.drain.ChunkAttempt;
import dev.millrace.drain.ChunkTarget;
import dev.millrace.drain.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards chunks of the buffer to the topics. The producer sends the records of all chunks in their order, and tries again by itself while
 * brokers are away or too few of them are in sync. A chunk leaves the buffer when the brokers have acknowledged all of its records. Its rows
 * are deferred then: they are stored when the group that drains has committed them.
 */
final class KafkaForwarder implements ChunkTarget {
    private static final Logger log = LoggerFactory.getLogger(KafkaForwarder.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final LogTopics topics;
    private final KafkaLogConfig config;
    private final Producer<byte[], byte[]> producer;
    private final StoredOffsets storedOffsets;
    private final LogMetrics metrics;

    KafkaForwarder(
            LogTopics topics,
            KafkaLogConfig config,
            Producer<byte[], byte[]> producer,
            StoredOffsets storedOffsets,
            LogMetrics metrics) {
        this.topics = topics;
        this.config = config;
        this.producer = producer;
        this.storedOffsets = storedOffsets;
        this.metrics = metrics;
    }

    /** Sends the records of a chunk. It does not wait for the brokers. */
    @Override
    public ChunkAttempt begin(Chunk chunk) {
        RecordBuilder builder = new RecordBuilder(topics, config.maxRecordBytes());
        chunk.frames().forEach(builder::add);
        return new Attempt(chunk, builder.build().stream().map(Sent::new).toList());
    }

    /** A record, and the answer of the brokers to the last time it was sent. */
    private final class Sent {
        private final ProducerRecord<byte[], byte[]> record;
        private CompletableFuture<RecordMetadata> answer;

        Sent(ProducerRecord<byte[], byte[]> record) {
            this.record = record;
            this.answer = send();
        }

        private CompletableFuture<RecordMetadata> send() {
            CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
            long begun = System.nanoTime();
            try {
                Future<RecordMetadata> _ = producer.send(record, (metadata, failure) -> {
                    if (failure == null) {
                        metrics.sent(record.value().length, System.nanoTime() - begun);
                        sent.complete(metadata);
                    } else {
                        metrics.failed();
                        sent.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                metrics.failed();
                sent.completeExceptionally(e);
            }
            return sent;
        }

        void sendAgain() {
            answer = send();
        }
    }

    /** Kept long after the chunk has left the buffer, so they must refer to nothing of its attempt: that has all records. */
    private List<Deferral> deferrals(Chunk chunk, List<RecordMetadata> places) {
        LogPositions ends = LogPositions.after(places, topics);
        StoredOffsets offsets = storedOffsets;
        return chunk.deferredTo(() -> offsets.reached(ends));
    }

    /** Forwards one chunk. */
    private final class Attempt implements ChunkAttempt {
        private final Chunk chunk;
        private final List<Sent> records;

        Attempt(Chunk chunk, List<Sent> records) {
            this.chunk = chunk;
            this.records = records;
        }

        @Override
        public boolean isAlone() {
            return false;
        }

        @Override
        public void moveEarly() {
            // begin has sent the records.
        }

        @Override
        public Optional<List<Deferral>> finish(RetryPolicy retryPolicy) throws InterruptedException {
            List<RecordMetadata> places = new ArrayList<>(records.size());
            String lastReason = "";
            for (Sent sent : records) {
                RecordMetadata place = null;
                while (place == null) {
                    try {
                        place = sent.answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (TimeoutException e) {
                        if (!retryPolicy.pause(Duration.ZERO)) {
                            return Optional.empty();
                        }
                    } catch (ExecutionException e) {
                        String reason = String.valueOf(e.getCause());
                        if (!reason.equals(lastReason)) {
                            log.warn("Events could not be forwarded to Kafka, trying again until they are: {}", reason);
                            lastReason = reason;
                        }
                        if (!retryPolicy.pause(TROUBLE_PAUSE)) {
                            return Optional.empty();
                        }
                        sent.sendAgain();
                    }
                }
                places.add(place);
            }
            if (!lastReason.isEmpty()) {
                log.info("Kafka takes events again.");
            }
            metrics.forwarded(chunk.frames().stream().mapToLong(Frame::rowCount).sum());
            return Optional.of(deferrals(chunk, places));
        }
    }
}
