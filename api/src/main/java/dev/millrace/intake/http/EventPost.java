package dev.millrace.intake.http;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import io.micronaut.http.HttpResponse;
import java.util.concurrent.CompletionStage;

/** Handles the body of a POST and makes its answer. Thread-safe. */
public interface EventPost {
    /** Returns the path as metrics name it, with names in the place of values. */
    String route();

    /** Takes the events. May be called on the event loop: never blocks. */
    CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted);

    /** Makes the HTTP response for an answer of the intake. */
    HttpResponse<?> response(IntakeAnswer answer);
}
