package dev.millrace.traffic.intake;

import dev.millrace.intake.AckLevel;
import dev.millrace.intake.BodyFormat;
import dev.millrace.intake.BodyTypes;
import dev.millrace.intake.IntakeAnswer;
import dev.millrace.intake.PostedBody;
import dev.millrace.intake.http.EventPost;
import dev.millrace.intake.http.EventPosts;
import dev.millrace.intake.http.IntakeResponses;
import dev.millrace.traffic.table.UnsignedDecimal;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Handles the POSTs that bring page views, each with what is known from its path and its content type. Thread-safe. */
@Singleton
final class TrafficPosts implements EventPosts {
    static final String TEXT = "text/plain";

    private static final String MANY = "/api/traffic";
    private static final String BEACON = MANY + "/beacon";
    private static final String BEFORE_ID = MANY + "/";

    private final TrafficIntake traffic;

    TrafficPosts(TrafficIntake traffic) {
        this.traffic = traffic;
    }

    private record Post(TrafficIntake traffic, String route, BodyFormat format, ViewDefaults defaults)
            implements EventPost {
        @Override
        public CompletionStage<IntakeAnswer> accept(PostedBody posted, AckLevel wanted) {
            return traffic.accept(posted, route, format, defaults, wanted);
        }

        @Override
        public HttpResponse<?> response(IntakeAnswer answer) {
            return format == BodyFormat.ONE_EVENT
                    ? IntakeResponses.forOneEvent(answer)
                    : IntakeResponses.forBatch(answer);
        }
    }

    /** Takes one view, with its id in the path. */
    EventPost one(long requestId) {
        return new Post(traffic, TrafficIntake.ONE, BodyFormat.ONE_EVENT, ViewDefaults.pathId(requestId));
    }

    /** Takes many views: a JSON array, or one on each line. */
    EventPost many(String mediaType) {
        return new Post(
                traffic,
                MANY,
                mediaType.equals(BodyTypes.JSON) ? BodyFormat.JSON : BodyFormat.NDJSON,
                ViewDefaults.NONE);
    }

    /** Takes a browser's beacon: a missing id and a missing time are made here. */
    EventPost beacon() {
        return new Post(traffic, BEACON, BodyFormat.JSON, traffic.beaconDefaults());
    }

    @Override
    public @Nullable EventPost find(String path, String mediaType) {
        boolean isJson = mediaType.equals(BodyTypes.JSON);
        if (path.equals(MANY)) {
            return isJson || BodyTypes.formatOfMany(mediaType) == BodyFormat.NDJSON ? many(mediaType) : null;
        }
        if (path.equals(BEACON)) {
            return isJson || mediaType.equals(TEXT) ? beacon() : null;
        }
        if (!isJson || !path.startsWith(BEFORE_ID)) {
            return null;
        }
        OptionalLong id = UnsignedDecimal.parse(path.substring(BEFORE_ID.length()));
        return id.isPresent() ? one(id.getAsLong()) : null;
    }
}
