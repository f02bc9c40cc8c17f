package dev.millrace.sensor.mqtt;

import dev.millrace.deadletter.DeadLetter;
import dev.millrace.deadletter.http.PayloadReplay;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.sensor.intake.SensorIntake;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Sends payloads in dead letters to the intake again, by the topics and rules of now; also without a broker. Thread-safe. */
@Singleton
final class PayloadLetters implements PayloadReplay {
    private static final String ORIGIN = "mqtt";

    private final MessageIntake intake;

    PayloadLetters(SensorIntake sensors, MqttConfig config) {
        this.intake = new MessageIntake(sensors, new TopicPatterns(config.topics()));
    }

    /** Returns the name under which the letters of a topic are kept; also the source of its readings in the archive. */
    static String tableOf(String topic) {
        return ORIGIN + ":" + topic;
    }

    @Override
    public String origin() {
        return ORIGIN;
    }

    @Override
    public CompletionStage<IntakeAnswer> replay(DeadLetter letter) {
        return intake.acceptAgain(letter.table().substring(ORIGIN.length() + 1), letter.row());
    }
}
