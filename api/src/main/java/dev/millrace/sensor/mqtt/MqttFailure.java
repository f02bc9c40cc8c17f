package dev.millrace.sensor.mqtt;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import org.jspecify.annotations.Nullable;

/** Explains a failure of the client, and what to do. */
final class MqttFailure {
    private MqttFailure() {}

    /** Returns the rest of a sentence that begins with the broker. */
    static String sentence(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "the connection was closed";
            case Mqtt5ConnAckException refused ->
                refusal(refused.getMqttMessage().getReasonCode());
            case Mqtt5DisconnectException left -> farewell(left.getMqttMessage().getReasonCode());
            case Mqtt5SubAckException refused ->
                "it does not permit the subscription (%s): look at MILLRACE_MQTT_TOPICS and at what the user may read"
                        .formatted(refused.getMqttMessage().getReasonCodes());
            default -> innermost(failure);
        };
    }

    private static String refusal(Mqtt5ConnAckReasonCode code) {
        return switch (code) {
            case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED ->
                "it refuses the user (%s): look at MILLRACE_MQTT_USER and MILLRACE_MQTT_PASSWORD".formatted(code);
            case UNSUPPORTED_PROTOCOL_VERSION -> "it does not speak MQTT 5";
            default -> "it refuses the connection (%s)".formatted(code);
        };
    }

    private static String farewell(Mqtt5DisconnectReasonCode code) {
        return switch (code) {
            case SESSION_TAKEN_OVER ->
                "another client has the same MILLRACE_MQTT_CLIENT_ID or, where that is not set, the same MILLRACE_INTAKE_NODE: each needs its own";
            case RECEIVE_MAXIMUM_EXCEEDED ->
                "it sent more messages at once than it was told to, which MQTT 5 forbids: raise MILLRACE_MQTT_RECEIVE_MAXIMUM, or use another version of the broker";
            default -> "it has ended the connection (%s)".formatted(code);
        };
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
