package dev.millrace.sensor.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * A message from the broker, which keeps it until it is answered.
 *
 * @param from the connection that it came by
 * @param topic under which it was sent
 * @param contentType its content type; null if the sender names none
 * @param payload the whole array; not to be changed
 * @param receivedNanos when it was received, by {@link System#nanoTime}
 * @param answer to be run once, from any thread, when the broker may forget it
 */
record BrokerMessage(
        BrokerConnection from,
        String topic,
        @Nullable String contentType,
        byte[] payload,
        long receivedNanos,
        Runnable answer) {
    /** Returns false when its connection is gone: then the broker sends it again, whatever its outcome here. */
    boolean isAnswerable() {
        return from.isOpen();
    }
}
