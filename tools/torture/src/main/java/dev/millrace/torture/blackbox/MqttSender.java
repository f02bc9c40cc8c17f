package dev.millrace.torture.blackbox;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Publishes readings with QoS 1, some of them twice, and waits each time until the broker has it. Nobody else writes its sensors: when a
 * message comes, and in which order, is the broker's business.
 */
final class MqttSender implements Actor, AutoCloseable {
    /** The facility of its sensors. */
    static final String FACILITY = "M";

    private static final int MOST_READINGS = 400;

    private final World world;
    private final SplittableRandom random;
    private final List<String> sensors;
    private final Mqtt5BlockingClient client;
    private int published;

    MqttSender(World world, SplittableRandom random, List<String> sensors) {
        this.world = world;
        this.random = random;
        this.sensors = List.copyOf(sensors);
        client = Mqtt5Client.builder()
                .serverHost(world.servers().broker().getHost())
                .serverPort(world.servers().broker().getPort())
                .executorConfig()
                .nettyThreads(1)
                .applyExecutorConfig()
                .buildBlocking();
        client.connect();
    }

    @Override
    public void act() throws InterruptedException {
        world.pause(random, 10, 100);
        if (published >= MOST_READINGS) {
            return;
        }
        published++;
        String sensor = sensors.get(random.nextInt(sensors.size()));
        long time = world.times().any(random) / 1000 * 1000;
        if (world.sensors().of(sensor).containsKey(time)) {
            return;
        }
        double value = SensorSender.value(random);
        world.sensors().at(sensor, time).begin(Optional.of(value), true);
        String payload = "{\"ts\":%s,\"value\":%s}".formatted(time, value);
        for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
            client.publishWith()
                    .topic("plant/%s/%s".formatted(FACILITY, sensor))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send();
        }
        world.log().event("published %s %s".formatted(sensor, payload));
        world.tally().count(Tally.What.MQTT_READINGS);
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
