package dev.millrace.sensor.mqtt;

import dev.millrace.intake.IntakeAnswer;
import dev.millrace.log.LimitedLog;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Hands messages to the intake, and acknowledges a message when all of it is safe: accepted readings in the buffer on disk, rejected ones
 * in the dead letters. A message that cannot be made safe is not acknowledged, and tried again. Thread-safe.
 */
final class MessageDelivery {
    private static final LimitedLog faults = new LimitedLog(MessageDelivery.class);

    private final MessageIntake intake;
    private final DeadLetterWriter letters;
    private final MqttMetrics metrics;
    private final Queue<BrokerMessage> again = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();

    MessageDelivery(MessageIntake intake, DeadLetterWriter letters, MqttMetrics metrics) {
        this.intake = intake;
        this.letters = letters;
        this.metrics = metrics;
    }

    /** Begins; does not block. */
    void begin(BrokerMessage message) {
        underWay.incrementAndGet();
        if (message.payload().length == 0) {
            // An empty message has no readings: it removes a retained message.
            answer(message);
            return;
        }
        intake.accept(message).whenComplete((outcome, failure) -> {
            if (outcome == null) {
                faults.at(Level.WARN, failure == null ? "" : LimitedLog.kindOf(failure)).log(
                        "A message could not be taken, and is tried again: {}", String.valueOf(failure));
                tryAgain(message);
            } else if (outcome.answer() instanceof IntakeAnswer.Busy) {
                tryAgain(message);
            } else if (outcome.refused().isEmpty()) {
                answer(message);
            } else {
                letters.write(message, outcome.refused(), isWritten -> {
                    if (isWritten) {
                        answer(message);
                    } else {
                        underWay.decrementAndGet();
                    }
                });
            }
        });
    }

    private void tryAgain(BrokerMessage message) {
        again.add(message);
        underWay.decrementAndGet();
    }

    private void answer(BrokerMessage message) {
        if (message.isAnswerable()) {
            message.answer().run();
            metrics.acknowledged(message);
        }
        underWay.decrementAndGet();
    }

    /** Returns a message that has to be tried again; null if there is none. */
    @Nullable
    BrokerMessage nextAgain() {
        return again.poll();
    }

    /** Returns true if some have to be tried again. */
    boolean hasSomeAgain() {
        return !again.isEmpty();
    }

    /** Drops messages to be tried again whose connection is gone: the broker sends them itself. */
    void forgetAgain() {
        again.clear();
    }

    /** Waits for a bounded time until no message is being handled. */
    void await(Duration longest) throws InterruptedException {
        long begun = System.nanoTime();
        while (underWay.get() > 0 && System.nanoTime() - begun < longest.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
