package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.client.MqttClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.sensor.ReadingFormat;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.util.List;

/**
 * Each snapshot is a message to a broker, whose acknowledgement it waits for. Whether the service has it is not known: the
 * check has its time to settle.
 *
 * @param topic with {@code {facility}} and {@code {equipment}} where their names are to stand
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
