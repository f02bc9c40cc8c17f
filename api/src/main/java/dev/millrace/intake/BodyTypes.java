package dev.millrace.intake;

import org.jspecify.annotations.Nullable;

/** The media types of bodies with events. */
public final class BodyTypes {
    /** A JSON array, or one event. */
    public static final String JSON = "application/json";

    /** The type of bodies with an event on each line. */
    public static final String NDJSON = "application/x-ndjson";

    /** An unregistered name of the same type. */
    public static final String NDJSON_UNREGISTERED = "application/ndjson";

    /** A registered name that other tools use for the same type. */
    public static final String JSON_LINES = "application/jsonl";

    /** Another unregistered name of the same type. */
    public static final String JSON_LINES_UNREGISTERED = "application/x-jsonlines";

    /** A message with repeated events. */
    public static final String PROTOBUF = "application/x-protobuf";

    private BodyTypes() {}

    /**
     * Returns the format of a body of many events; null if the type is none of these.
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
