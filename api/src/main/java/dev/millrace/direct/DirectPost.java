package dev.millrace.direct;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import io.micronaut.http.HttpResponse;
import java.util.concurrent.CompletionStage;

/** What is done with the body of a POST, and how that is answered. Thread-safe. */
public interface DirectPost {
    /** Its path as metrics name it, with names in the place of values. */
    String route();

    /** Takes the events. May be called on the event loop: never blocks. */
    CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted);

    /** What HTTP says about that. */
    HttpResponse<?> response(IntakeAnswer answer);
}
