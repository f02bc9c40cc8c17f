package dev.millrace.sensor.mqtt;

import dev.millrace.deadletter.DeadLetters;
import dev.millrace.deadletter.RefusedPayload;
import dev.millrace.drain.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes readings that can never be accepted to the dead letters, each message in a virtual thread. There are no more of those than
 * unanswered messages. While there is no room, or the disk refuses, they wait.
 */
final class DeadLetterWriter {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterWriter.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final DeadLetters letters;
    private final MqttMetrics metrics;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable String problem;

    DeadLetterWriter(DeadLetters letters, MqttMetrics metrics) {
        this.letters = letters;
        this.metrics = metrics;
    }

    /**
     * Begins to write.
     *
     * @param done receives true when they survive a power cut, false if no answer is needed any more
     */
    void write(BrokerMessage message, List<RefusedPayload> refused, Consumer<Boolean> done) {
        Thread.ofVirtual().name("mqtt-letters").start(() -> {
            boolean isWritten = false;
            try {
                isWritten = write(message, refused);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                done.accept(isWritten);
            }
        });
    }

    private boolean write(BrokerMessage message, List<RefusedPayload> refused) throws InterruptedException {
        Backoff backoff = new Backoff(LONGEST_PAUSE, ThreadLocalRandom.current());
        String failure = tryToAdd(message, refused);
        if (failure == null) {
            return true;
        }
        if (waiting.getAndIncrement() == 0) {
            log.warn("Messages that hold what can never be accepted wait, unacknowledged: {}", failure);
        }
        try {
            while (failure != null && message.isAnswerable()) {
                problem = failure;
                TimeUnit.NANOSECONDS.sleep(backoff.nextPause().toNanos());
                failure = tryToAdd(message, refused);
            }
            return failure == null;
        } finally {
            if (waiting.decrementAndGet() == 0) {
                problem = null;
            }
        }
    }

    /** Null if they are there. */
    private @Nullable String tryToAdd(BrokerMessage message, List<RefusedPayload> refused) {
        try {
            letters.add(PayloadLetters.tableOf(message.topic()), refused);
            metrics.deadLettered();
            return null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns why messages wait; empty if none do. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
