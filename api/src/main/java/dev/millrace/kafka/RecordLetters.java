package dev.millrace.kafka;

import dev.millrace.deadletter.DeadLetter;
import dev.millrace.deadletter.http.PayloadReplay;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.RejectionListener;
import dev.millrace.intake.VersionClock;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends dead letters that were records to the intake again, by the settings and rules of now; also without brokers. Thread-safe. */
@Singleton
final class RecordLetters implements PayloadReplay {
    private final EventTopics topics;
    private final VersionClock versions;

    RecordLetters(EventTopics topics, VersionClock versions) {
        this.topics = topics;
        this.versions = versions;
    }

    @Override
    public String origin() {
        return InputRecord.ORIGIN;
    }

    /** Gives the events new versions, because an operator decides that they hold now. */
    @Override
    public CompletionStage<IntakeAnswer> replay(DeadLetter letter) {
        String place = letter.table();
        String afterOrigin = place.substring(InputRecord.ORIGIN.length() + 1);
        int end = afterOrigin.indexOf('/');
        String topic = end < 0 ? afterOrigin : afterOrigin.substring(0, end);
        Optional<EventTopic> kind = topics.find(topic);
        if (kind.isEmpty()) {
            return CompletableFuture.completedFuture(new IntakeAnswer.Unreadable(
                    IntakeAnswer.Cause.DAMAGED,
                    "The settings do not say which events the topic %s holds.".formatted(topic)));
        }
        byte[] value = letter.row();
        return kind.get()
                .accept(
                        value,
                        place,
                        kind.get().format(null, value),
                        versions.forOneRequest(),
                        RejectionListener.IGNORED);
    }
}
