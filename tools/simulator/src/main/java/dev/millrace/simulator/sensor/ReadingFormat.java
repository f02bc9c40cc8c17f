package dev.millrace.simulator.sensor;

import java.util.List;
import java.util.Locale;

/** The format of readings in a body. The same readings make the same bytes. */
public enum ReadingFormat {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    PROTOBUF("application/x-protobuf");

    private final String contentType;

    ReadingFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    public byte[] encode(List<Reading> readings) {
        return switch (this) {
            case JSON -> JsonReadings.array(readings);
            case NDJSON -> JsonReadings.lines(readings);
            case PROTOBUF -> ProtobufReadings.encode(readings);
        };
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
