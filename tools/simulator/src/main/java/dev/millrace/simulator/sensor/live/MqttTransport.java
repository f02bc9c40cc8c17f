package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.client.MqttClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.sensor.ReadingFormat;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.util.List;

/**
 * Sends each snapshot as a message to a broker, and waits for its acknowledgement. That does not tell whether the service has the message:
 * the check waits for that.
 *
 * @param topic with {@code {facility}} and {@code {equipment}} as placeholders for their names
 */
record MqttTransport(MqttClient client, String topic, ReadingFormat format) implements Transport {

    @Override
    public Acknowledgement send(Snapshot snapshot, Retrier retrier) throws GaveUpException, InterruptedException {
        String to = topic.replace("{facility}", snapshot.device().facility())
                .replace("{equipment}", snapshot.device().name());
        client.publish(to, format.encode(snapshot.readings()), retrier);
        return new Acknowledgement("broker", snapshot.size(), 0, List.of());
    }

    @Override
    public void awaitStored(Snapshot holding, Retrier retrier) {}

    @Override
    public boolean keepsOrder() {
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
