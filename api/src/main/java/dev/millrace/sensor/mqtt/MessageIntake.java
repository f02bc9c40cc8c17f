package dev.millrace.sensor.mqtt;

import dev.millrace.deadletter.DeadLetters;
import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.Posted;
import dev.millrace.intake.Rejections;
import dev.millrace.sensor.SensorIntake;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes payloads as the intake takes bodies: what the topic says stands for what readings do not say. Thread-safe; never blocks. */
final class MessageIntake {
    private final SensorIntake sensors;
    private final Topics topics;

    MessageIntake(SensorIntake sensors, Topics topics) {
        this.sensors = sensors;
        this.topics = topics;
    }

    /**
     * What became of a payload.
     *
     * @param refused what can never be accepted, and is not kept yet
     */
    record Outcome(IntakeAnswer answer, List<DeadLetters.Payload> refused) {}

    /** Completes when what could be accepted is on disk, or cannot be now. */
    CompletionStage<Outcome> accept(Message message) {
        BodyFormat format = Payload.format(message.contentType(), message.payload());
        RejectedReadings rejected = new RejectedReadings(format, message.payload());
        return accept(message.topic(), format, message.payload(), rejected)
                .thenApply(answer -> new Outcome(answer, rejected.of(answer)));
    }

    /** The same of what was refused before. */
    CompletionStage<IntakeAnswer> acceptAgain(String topic, byte[] payload) {
        return accept(topic, Payload.format(null, payload), payload, Rejections.IGNORED);
    }

    private CompletionStage<IntakeAnswer> accept(
            String topic, BodyFormat format, byte[] payload, Rejections rejections) {
        return sensors.accept(
                new Posted(payload, null, null),
                PayloadLetters.tableOf(topic),
                format,
                topics.defaults(topic),
                AckLevel.DISK,
                rejections);
    }
}
