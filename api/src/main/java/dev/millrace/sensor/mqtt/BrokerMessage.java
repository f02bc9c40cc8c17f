package dev.millrace.sensor.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * A message from the broker, which keeps it until it is answered.
 *
 * @param from where it came
 * @param topic under which it was sent
 * @param contentType what its sender calls it; null if nothing
 * @param payload the whole array; not to be changed
 * @param receivedNanos when it came, by {@link System#nanoTime}
 * @param answer to be run once, from any thread, when the broker may forget it
 */
record BrokerMessage(
        BrokerConnection from,
        String topic,
        @Nullable String contentType,
        byte[] payload,
        long receivedNanos,
        Runnable answer) {
    /** False when its connection is gone: then the broker sends it again, whatever becomes of it here. */
    boolean isAnswerable() {
        return from.isOpen();
    }
}
