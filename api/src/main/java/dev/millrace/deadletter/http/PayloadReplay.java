package dev.millrace.deadletter.http;

import dev.millrace.deadletter.DeadLetter;
import dev.millrace.intake.IntakeAnswer;
import java.util.concurrent.CompletionStage;

/** Sends payloads in dead letters to the intake again. One for each kind of place that they come from; thread-safe. */
public interface PayloadReplay {
    /** Returns the origin of the letters that it takes: see {@link DeadLetter#origin}. */
    String origin();

    /** Completes when the events that can be accepted now are on disk. The letter is removed if those are all. */
    CompletionStage<IntakeAnswer> replay(DeadLetter letter);
}
