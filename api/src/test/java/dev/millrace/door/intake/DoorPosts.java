package dev.millrace.door.intake;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.http.EventPost;
import dev.millrace.intake.http.EventPosts;
import dev.millrace.intake.http.IntakeResponses;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The POSTs that bring openings. */
@Singleton
@Requires(property = "test.door")
final class DoorPosts implements EventPosts {
    static final String PATH = "/api/doors/openings";

    private final DoorIntake intake;

    DoorPosts(DoorIntake intake) {
        this.intake = intake;
    }

    record Post(DoorIntake intake, BodyFormat format) implements EventPost {
        @Override
        public String route() {
            return PATH;
        }

        @Override
        public CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted) {
            return intake.accept(posted, format, wanted);
        }

        @Override
        public HttpResponse<?> response(IntakeAnswer answer) {
            return IntakeResponses.forBatch(answer);
        }
    }

    @Override
    public @Nullable EventPost find(String path, String mediaType) {
        BodyFormat format = BodyTypes.formatOfMany(mediaType);
        return path.equals(PATH) && format != null ? new Post(intake, format) : null;
    }

    static EventPost post(DoorIntake intake, String mediaType) {
        return new Post(intake, Objects.requireNonNull(BodyTypes.formatOfMany(mediaType), mediaType));
    }
}
