package dev.millrace.kafka;

import dev.millrace.deadletter.DeadLetters;
import dev.millrace.deadletter.RefusedPayload;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.log.LimitedLog;
import dev.millrace.payload.RejectedEvents;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Brings records to the intake. A record is safe when its good events are in the buffer, on disk, and what can never be accepted is in the
 * dead letters, forced. Delivering it twice is the same as once. Thread-safe; never blocks.
 */
final class RecordDelivery {
    private static final LimitedLog faults = new LimitedLog(RecordDelivery.class);

    private final EventTopics topics;
    private final DeadLetters letters;
    private final int maxRecordBytes;
    private volatile @Nullable String problem;

    /** The result of delivering a record. */
    enum Outcome {
        /** All of its events are safe. */
        TAKEN,
        /** The deletion that it asks for is safe. */
        DELETED,
        /** Some of it, or all, is in the dead letters. */
        DEAD_LETTERED,
        /** Nothing is safe yet: the record has to be delivered again. */
        AGAIN
    }

    RecordDelivery(EventTopics topics, DeadLetters letters, int maxRecordBytes) {
        this.topics = topics;
        this.letters = letters;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Begins; completes normally, whatever happens. */
    CompletableFuture<Outcome> begin(InputRecord record) {
        try {
            return attempt(record).toCompletableFuture().exceptionally(failure -> again(record, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(again(record, e));
        }
    }

    private static Outcome again(InputRecord record, Throwable failure) {
        faults.at(Level.WARN, LimitedLog.kindOf(failure)).log(
                "{} could not be taken, and is tried again: {}", record.place(), failure.toString());
        return Outcome.AGAIN;
    }

    private CompletionStage<Outcome> attempt(InputRecord record) {
        Optional<String> fault = fault(record);
        if (fault.isPresent()) {
            return write(record, List.of(new RefusedPayload(record.letter(maxRecordBytes), fault.get())));
        }
        EventTopic topic = topics.find(record.source().topic()).orElseThrow();
        byte[] value = record.value();
        if (value == null) {
            RejectedEvents rejected = new RejectedEvents(BodyFormat.ONE_EVENT, record.key());
            return topic.delete(record.key(), record.place(), record.versions()::forDeletion)
                    .thenCompose(answer -> settle(record, answer, rejected, Outcome.DELETED));
        }
        BodyFormat format = topic.format(record.contentType(), value);
        RejectedEvents rejected = new RejectedEvents(format, value);
        return topic.accept(value, record.place(), format, record.versions().forEvents(), rejected)
                .thenCompose(answer -> settle(record, answer, rejected, Outcome.TAKEN));
    }

    private Optional<String> fault(InputRecord record) {
        if (record.fault() != null) {
            return Optional.of(record.fault());
        }
        return record.valueBytes() > maxRecordBytes
                ? Optional.of("The record has %s bytes, and may have %s; the topic still has the whole of it."
                        .formatted(record.valueBytes(), maxRecordBytes))
                : Optional.empty();
    }

    private CompletionStage<Outcome> settle(
            InputRecord record, IntakeAnswer answer, RejectedEvents rejected, Outcome good) {
        if (answer instanceof IntakeAnswer.Busy) {
            return CompletableFuture.completedFuture(Outcome.AGAIN);
        }
        List<RefusedPayload> refused = rejected.of(answer);
        return refused.isEmpty() ? CompletableFuture.completedFuture(good) : write(record, refused);
    }

    /** Forces letters in a thread of its own: the consumer must go on polling. There are no more of these than records that wait. */
    private CompletionStage<Outcome> write(InputRecord record, List<RefusedPayload> refused) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        letters.add(record.place(), refused);
                        problem = null;
                        return Outcome.DEAD_LETTERED;
                    } catch (IOException e) {
                        problem = String.valueOf(e.getMessage());
                        return Outcome.AGAIN;
                    }
                },
                task -> Thread.ofVirtual().name("kafka-letters").start(task));
    }

    /** Says why records wait for a place among the dead letters; empty if none does. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
