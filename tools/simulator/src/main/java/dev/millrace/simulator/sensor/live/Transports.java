package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.sensor.ReadingFormat;

/** Makes the way that was asked for. */
final class Transports {
    private Transports() {}

    static Transport of(LiveOptions options, ReadingsClient client, Console console) {
        return switch (options.protocol) {
            case JSON -> new HttpTransport(client, ReadingFormat.JSON, options.ack, console);
            case NDJSON -> new HttpTransport(client, ReadingFormat.NDJSON, options.ack, console);
            case PROTOBUF -> new HttpTransport(client, ReadingFormat.PROTOBUF, options.ack, console);
            case MQTT -> throw new UnsupportedOperationException("MQTT");
        };
    }
}
