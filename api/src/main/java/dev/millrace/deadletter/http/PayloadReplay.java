package dev.millrace.deadletter.http;

import dev.millrace.deadletter.DeadLetter;
import dev.millrace.intake.IntakeAnswer;
import java.util.concurrent.CompletionStage;

/** Sends payloads in dead letters to the intake again. One for each kind of place that they come from; thread-safe. */
public interface PayloadReplay {
    /** Returns the origin of the letters that it takes: see {@link DeadLetter#origin}. */
    String origin();

    /** Completes when what can be accepted of it now is on disk. The letter goes if that is all of it. */
    CompletionStage<IntakeAnswer> replay(DeadLetter letter);
}
