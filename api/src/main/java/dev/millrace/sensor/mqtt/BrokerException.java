package dev.millrace.sensor.mqtt;

/** Says that the broker cannot be reached, or refuses this client; the message is a sentence for an operator. */
final class BrokerException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokerException(String message) {
        super(message);
    }
}
