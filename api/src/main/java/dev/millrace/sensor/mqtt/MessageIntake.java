package dev.millrace.sensor.mqtt;

import dev.millrace.deadletter.RefusedPayload;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.RejectionListener;
import dev.millrace.payload.PayloadFormat;
import dev.millrace.payload.RejectedEvents;
import dev.millrace.sensor.intake.SensorIntake;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Hands payloads to the intake like bodies: the topic gives defaults for fields that readings lack. Thread-safe; never blocks. */
final class MessageIntake {
    private final SensorIntake sensors;
    private final TopicPatterns topics;

    MessageIntake(SensorIntake sensors, TopicPatterns topics) {
        this.sensors = sensors;
        this.topics = topics;
    }

    /**
     * The outcome for a payload.
     *
     * @param refused the parts that can never be accepted and are not kept yet
     */
    record Outcome(IntakeAnswer answer, List<RefusedPayload> refused) {}

    /** Completes when the acceptable readings are on disk, or cannot be now. */
    CompletionStage<Outcome> accept(BrokerMessage message) {
        BodyFormat format = PayloadFormat.ofReadings(message.contentType(), message.payload());
        RejectedEvents rejected = new RejectedEvents(format, message.payload());
        return accept(message.topic(), format, message.payload(), rejected)
                .thenApply(answer -> new Outcome(answer, rejected.of(answer)));
    }

    /** Takes a payload that was refused before. */
    CompletionStage<IntakeAnswer> acceptAgain(String topic, byte[] payload) {
        return accept(topic, PayloadFormat.ofReadings(null, payload), payload, RejectionListener.IGNORED);
    }

    private CompletionStage<IntakeAnswer> accept(
            String topic, BodyFormat format, byte[] payload, RejectionListener rejections) {
        return sensors.accept(
                new PostedBody(payload, null, null),
                PayloadLetters.tableOf(topic),
                format,
                topics.defaults(topic),
                AckLevel.DISK,
                rejections);
    }
}
