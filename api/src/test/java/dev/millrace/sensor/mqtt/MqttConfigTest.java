package dev.millrace.sensor.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConfigTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({
        "mqtt://broker, broker, 1883, false",
        "mqtt://10.0.0.1:18830, 10.0.0.1, 18830, false",
        "mqtts://broker/, broker, 8883, true",
        "mqtts://broker:1, broker, 1, true"
    })
    void theUrlNamesHostPortAndTls(String url, String host, int port, boolean isTls) {
        MqttConfig config = config(url, "", null, "g", DAY, SECOND, "a");
        assertThat(config.host()).isEqualTo(host);
        assertThat(config.port()).isEqualTo(port);
        assertThat(config.isTls()).isEqualTo(isTls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "broker:1883",
                "http://broker",
                "mqtt://",
                "mqtt://user:secret@broker",
                "mqtt://broker/topic",
                "mqtt://a b"
            })
    void anotherUrlIsRefusedWithoutSayingWhatIsSecret(String url) {
        assertThatThrownBy(() -> config(url, "", null, "g", DAY, SECOND, "a"))
                .hasMessageStartingWith("MILLRACE_MQTT_URL (")
                .hasMessageNotContaining("secret");
    }

    @Test
    void withoutUrlThereIsNoInput() {
        assertThat(config("", "", null, "g", DAY, SECOND).isOn()).isFalse();
    }

    @Test
    void whatCannotWorkIsRefusedAtTheStart() {
        assertThatThrownBy(() -> config("mqtt://b", "", null, "g", DAY, SECOND))
                .hasMessageStartingWith("MILLRACE_MQTT_TOPICS must");
        assertThatThrownBy(() -> config("mqtt://b", "", null, "g", DAY, SECOND, "a/#/b"))
                .hasMessageStartingWith("MILLRACE_MQTT_TOPICS: a/#/b");
        assertThatThrownBy(() -> config("mqtt://b", "", null, "g/h", DAY, SECOND, "a"))
                .hasMessageStartingWith("MILLRACE_MQTT_GROUP");
        assertThatThrownBy(() -> config("mqtt://b", "p", Path.of("f"), "g", DAY, SECOND, "a"))
                .hasMessageStartingWith("MILLRACE_MQTT_PASSWORD and");
        assertThatThrownBy(() -> config("mqtt://b", "", null, "g", Duration.ofSeconds(0xffff_ffffL), SECOND, "a"))
                .hasMessageStartingWith("MILLRACE_MQTT_SESSION_EXPIRY");
        assertThat(config("mqtt://b", "", null, "g", Duration.ofSeconds(0xffff_fffeL), SECOND, "a")
                        .isOn())
                .isTrue();
        assertThatThrownBy(() -> config("mqtt://b", "", null, "g", DAY, Duration.ofMillis(99), "a"))
                .hasMessageStartingWith("MILLRACE_MQTT_MAX_BACKOFF");
    }

    @Test
    void itsTextHasNoPassword() {
        assertThat(config("mqtt://b", "secret", null, "g", DAY, SECOND, "a").toString())
                .doesNotContain("secret");
    }

    private static MqttConfig config(
            String url,
            String password,
            @Nullable Path passwordFile,
            String group,
            Duration expiry,
            Duration backoff,
            String... topics) {
        return new MqttConfig(
                url, "", password, passwordFile, "", expiry, group, List.of(topics), 128, 1 << 20, 1024, backoff);
    }
}
