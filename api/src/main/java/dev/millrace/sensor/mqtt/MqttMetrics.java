package dev.millrace.sensor.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the input from MQTT; none are registered without such an input. Thread-safe. */
final class MqttMetrics {
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final Counter received;
    private final Counter receivedBytes;
    private final Counter acknowledged;
    private final Counter deadLettered;
    private final Counter dropped;
    private final Timer answered;

    MqttMetrics(MeterRegistry registry) {
        gauge(registry, "millrace.mqtt.connected", "1 while the broker sends messages", connected);
        gauge(registry, "millrace.mqtt.unacknowledged", "Messages that are not acknowledged yet", unacknowledged);
        this.received = counter(registry, "millrace.mqtt.received.messages", "Messages that came, again or not");
        this.receivedBytes = counter(registry, "millrace.mqtt.received.bytes", "Bytes of their payloads");
        this.acknowledged = counter(registry, "millrace.mqtt.acknowledged.messages", "Messages that were acknowledged");
        this.deadLettered = counter(
                registry,
                "millrace.mqtt.dead.lettered.messages",
                "Messages that hold what can never be accepted: it is in the dead letters");
        this.dropped =
                counter(registry, "millrace.mqtt.dropped.messages", "Messages of QoS 0 for which there was no room");
        this.answered = Timer.builder("millrace.mqtt.ack")
                .description("Time from a message to its acknowledgement")
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String description, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::doubleValue)
                .description(description)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void received(int bytes) {
        received.increment();
        receivedBytes.increment(bytes);
        unacknowledged.incrementAndGet();
    }

    /** Counts an acknowledgement that was sent by the open connection. */
    void acknowledged(BrokerMessage message) {
        acknowledged.increment();
        unacknowledged.updateAndGet(before -> Math.max(0, before - 1));
        answered.record(System.nanoTime() - message.receivedNanos(), TimeUnit.NANOSECONDS);
    }

    void deadLettered() {
        deadLettered.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void connected() {
        connected.set(1);
    }

    /** Resets what was counted for the connection: unacknowledged messages come again, to this node or another. */
    void disconnected() {
        connected.set(0);
        unacknowledged.set(0);
    }
}
