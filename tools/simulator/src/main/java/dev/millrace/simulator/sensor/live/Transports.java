package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.MqttClient;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.sensor.ReadingFormat;
import java.time.Duration;
import java.util.Objects;

/** Makes the way that was asked for. */
final class Transports {
    private Transports() {}

    static Transport of(LiveOptions options, Duration timeout, ReadingsClient client, Console console) {
        return switch (options.protocol) {
            case JSON -> new HttpTransport(client, ReadingFormat.JSON, options.ack, console);
            case NDJSON -> new HttpTransport(client, ReadingFormat.NDJSON, options.ack, console);
            case PROTOBUF -> new HttpTransport(client, ReadingFormat.PROTOBUF, options.ack, console);
            case MQTT ->
                new MqttTransport(
                        new MqttClient(Objects.requireNonNull(options.mqttUrl), timeout),
                        options.mqttTopic,
                        options.mqttPayload);
        };
    }
}
