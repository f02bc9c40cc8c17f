package dev.millrace.door.intake;

import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.http.FrameworkPost;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import java.util.concurrent.CompletionStage;

/** Takes openings that come through the framework. */
@Controller(DoorPosts.PATH)
@Requires(property = "test.door")
final class DoorController {
    private final DoorIntake intake;
    private final FrameworkPost framework;

    DoorController(DoorIntake intake, FrameworkPost framework) {
        this.intake = intake;
        this.framework = framework;
    }

    @Post
    @Consumes({BodyTypes.JSON, BodyTypes.NDJSON})
    CompletionStage<? extends HttpResponse<?>> post(HttpRequest<byte[]> request, @Nullable @QueryValue String ack) {
        return framework.accept(request, ack, DoorPosts.post(intake, FrameworkPost.mediaType(request)));
    }
}
