package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/** The media types that bodies with events may have. */
public final class BodyTypes {
    /** A JSON array, or one event. */
    public static final String JSON = "application/json";

    /** One event on each line. */
    public static final String NDJSON = "application/x-ndjson";

    /** The same, as some call it. */
    public static final String NDJSON_UNREGISTERED = "application/ndjson";

    /** The same, as others call it. */
    public static final String JSON_LINES = "application/jsonl";

    /** The same, as yet others call it. */
    public static final String JSON_LINES_UNREGISTERED = "application/x-jsonlines";

    /** A message with repeated events. */
    public static final String PROTOBUF = "application/x-protobuf";

    private BodyTypes() {}

    /**
     * How a body of many events holds them; null if it is none of these types.
     *
     * @param mediaType in small letters and without parameters
     */
    public static @Nullable BodyFormat formatOfMany(String mediaType) {
        return switch (mediaType) {
            case JSON -> BodyFormat.JSON;
            case NDJSON, NDJSON_UNREGISTERED, JSON_LINES, JSON_LINES_UNREGISTERED -> BodyFormat.NDJSON;
            case PROTOBUF -> BodyFormat.PROTOBUF;
            default -> null;
        };
    }
}
