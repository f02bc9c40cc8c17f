package dev.millrace.sensor.intake;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.http.EventPost;
import dev.millrace.intake.http.EventPosts;
import dev.millrace.intake.http.IntakeResponses;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The POSTs that bring readings. Thread-safe. */
@Singleton
final class SensorPosts implements EventPosts {
    /** The path that readings are posted to. */
    static final String PATH = "/api/sensors/readings";

    private final SensorIntake sensors;

    SensorPosts(SensorIntake sensors) {
        this.sensors = sensors;
    }

    private record Post(SensorIntake sensors, BodyFormat format) implements EventPost {
        @Override
        public String route() {
            return PATH;
        }

        @Override
        public CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted) {
            return sensors.accept(posted, PATH, format, ReadingDefaults.NONE, wanted);
        }

        @Override
        public HttpResponse<?> response(IntakeAnswer answer) {
            return IntakeResponses.forBatch(answer);
        }
    }

    EventPost post(BodyFormat format) {
        return new Post(sensors, format);
    }

    @Override
    public @Nullable EventPost find(String path, String mediaType) {
        if (!path.equals(PATH)) {
            return null;
        }
        BodyFormat format = BodyTypes.formatOfMany(mediaType);
        return format == null ? null : post(format);
    }
}
