package dev.millrace.sensor.mqtt;

/** The broker cannot be reached, or does not want this client; the message is a sentence for an operator. */
final class BrokerException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokerException(String message) {
        super(message);
    }
}
