package dev.millrace.sensor.mqtt;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the input from MQTT.
 *
 * @param url {@code mqtt://host[:port]}, or {@code mqtts} for TLS; empty: there is no MQTT input
 * @param user empty: no user is sent
 * @param password of that user; better in a file
 * @param passwordFile holds the password, instead of {@code password}
 * @param clientId the name of the session at the broker, different for each node; empty: {@code millrace-} and the number of the node
 * @param sessionExpiry how long the broker keeps messages while this node is away
 * @param group of the shared subscription: each message goes to one node of the group
 * @param topics patterns: a level may be {@code {facility}}, {@code {equipment}}, {@code {sensor_id}}, {@code +}, and the last one {@code
 * #}
 * @param receiveMaximum the most unacknowledged messages, as the broker is told; some brokers send more
 * @param maxWaitingBytes bound of all unanswered messages: beyond that nothing is read
 * @param maxMessageBytes size of one message; the broker does not deliver a larger one
 * @param maxBackoff the longest pause between two attempts to reach the broker
 */
@ConfigurationProperties("millrace.mqtt")
public record MqttConfig(
        @Bindable(defaultValue = "") String url,
        @Bindable(defaultValue = "") String user,
        @Bindable(defaultValue = "") String password,
        @Nullable Path passwordFile,
        @Bindable(defaultValue = "") String clientId,
        @Bindable(defaultValue = "1d") Duration sessionExpiry,
        @Bindable(defaultValue = "millrace") String group,
        @Bindable(defaultValue = "") List<String> topics,

        @Bindable(defaultValue = "65534") @Min(1) @Max(65_535)
        int receiveMaximum,

        @Bindable(defaultValue = "16MB") @ReadableBytes @Min(1 << 20)
        long maxWaitingBytes,

        @Bindable(defaultValue = "256KB") @ReadableBytes @Min(1024) @Max(8 << 20)
        int maxMessageBytes,

        @Bindable(defaultValue = "30s") Duration maxBackoff) {
    private static final String TLS = "mqtts";
    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;
    /** The largest unsigned number of 32 bits but one; the largest means that the session never expires. */
    private static final long MOST_SECONDS = 0xffff_fffeL;

    /** Checks what annotations cannot say. */
    public MqttConfig {
        topics = topics.stream()
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .toList();
        if (!url.isEmpty()) {
            checkUrl(url);
            if (topics.isEmpty()) {
                throw new IllegalArgumentException(
                        "MILLRACE_MQTT_TOPICS must name a topic, such as factory/{facility+sensor_id}/{equipment+sensor_id}/{sensor_id}, when MILLRACE_MQTT_URL is set");
            }
        }
        topics.forEach(TopicPattern::parse);
        if (group.isEmpty() || group.matches(".*[/+#].*")) {
            throw new IllegalArgumentException(
                    "MILLRACE_MQTT_GROUP (%s) must have a character, and none of / + #".formatted(group));
        }
        if (sessionExpiry.isNegative() || sessionExpiry.toSeconds() > MOST_SECONDS) {
            throw new IllegalArgumentException(
                    "MILLRACE_MQTT_SESSION_EXPIRY (%s) must be 0s or more, and less than 136 years"
                            .formatted(sessionExpiry));
        }
        if (maxBackoff.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "MILLRACE_MQTT_MAX_BACKOFF (%s) must be 100ms or more".formatted(maxBackoff));
        }
        if (passwordFile != null && !password.isEmpty()) {
            throw new IllegalArgumentException(
                    "MILLRACE_MQTT_PASSWORD and MILLRACE_MQTT_PASSWORD_FILE are both set: take one of them away");
        }
    }

    private static void checkUrl(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw wrongUrl(url);
        }
        boolean isKnown = "mqtt".equals(uri.getScheme()) || TLS.equals(uri.getScheme());
        boolean isPlain = uri.getUserInfo() == null
                && (uri.getPath() == null || uri.getPath().length() <= 1);
        if (!isKnown || uri.getHost() == null || !isPlain) {
            throw wrongUrl(url);
        }
    }

    private static IllegalArgumentException wrongUrl(String url) {
        return new IllegalArgumentException(
                "MILLRACE_MQTT_URL (%s) must be mqtt://host[:port] or mqtts://host[:port]; user and password have settings of their own"
                        .formatted(url.replaceFirst("//.*@", "//...@")));
    }

    boolean isOn() {
        return !url.isEmpty();
    }

    String host() {
        return URI.create(url).getHost();
    }

    int port() {
        int port = URI.create(url).getPort();
        return port >= 0 ? port : isTls() ? TLS_PORT : PORT;
    }

    boolean isTls() {
        return TLS.equals(URI.create(url).getScheme());
    }

    /** Returns the password, without the end of the line in its file. */
    String secret() throws IOException {
        return passwordFile == null ? password : Files.readString(passwordFile).strip();
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "MqttConfig[url=%s, user=%s, group=%s, topics=%s]".formatted(url, user, group, topics);
    }
}
