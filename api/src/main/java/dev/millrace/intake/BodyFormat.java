package dev.millrace.intake;

/** The format in which a request body holds its events. */
public enum BodyFormat {
    /** The whole body is one event. */
    ONE_EVENT,
    /** A JSON array of events, or one event. */
    JSON,
    /** An event on each line; blank lines are skipped. */
    NDJSON,
    /** A protobuf message whose field 1 is repeated and holds the events, each a message. */
    PROTOBUF
}
