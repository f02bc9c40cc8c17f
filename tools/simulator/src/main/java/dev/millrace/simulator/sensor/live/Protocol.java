package dev.millrace.simulator.sensor.live;

import java.util.Locale;

/** The protocol by which devices send. */
enum Protocol {
    JSON,
    NDJSON,
    PROTOBUF,
    MQTT;

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
