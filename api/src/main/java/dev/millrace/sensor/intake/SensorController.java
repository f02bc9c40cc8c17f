package dev.millrace.sensor.intake;

import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.http.FrameworkPost;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Takes readings. Runs on the event loop: nothing here blocks or takes long. */
@Controller(SensorPosts.PATH)
final class SensorController {
    private final SensorPosts posts;
    private final FrameworkPost framework;

    SensorController(SensorPosts posts, FrameworkPost framework) {
        this.posts = posts;
        this.framework = framework;
    }

    /**
     * Takes readings of any number of sensors.
     *
     * @param ack the acknowledgement level: memory, disk, replicated or stored
     */
    @Post
    @Consumes({
        BodyTypes.JSON,
        BodyTypes.NDJSON,
        BodyTypes.NDJSON_UNREGISTERED,
        BodyTypes.JSON_LINES,
        BodyTypes.JSON_LINES_UNREGISTERED,
        BodyTypes.PROTOBUF
    })
    CompletionStage<? extends HttpResponse<?>> post(HttpRequest<byte[]> request, @Nullable @QueryValue String ack) {
        String type = FrameworkPost.mediaType(request);
        BodyFormat format = Objects.requireNonNull(BodyTypes.formatOfMany(type), type);
        return framework.accept(request, ack, posts.post(format));
    }
}
