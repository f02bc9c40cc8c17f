package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaConfigTest {
    @Test
    void withoutBrokersThereIsNoSuchInput() {
        assertThat(config(Map.of()).isOn()).isFalse();
        assertThat(config(Map.of()).maxBytes()).isZero();
    }

    @Test
    void serversAndTopicsAreLists() {
        KafkaConfig config = config(Map.of(
                "bootstrap-servers", "one:9092, [::1]:9093",
                "traffic-topics", "a,b",
                "sensor-topics", "c"));
        assertThat(config.bootstrapServers()).containsExactly("one:9092", "[::1]:9093");
        assertThat(config.topics()).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bootstrap-servers=one             | MILLRACE_KAFKA_BOOTSTRAP_SERVERS (one) must be host:port
            bootstrap-servers=kafka://one:1   | MILLRACE_KAFKA_BOOTSTRAP_SERVERS (kafka://one:1) must be host:port
            traffic-topics=views              | need MILLRACE_KAFKA_BOOTSTRAP_SERVERS
            traffic-topics=a/b                | a/b is no name of a topic
            start=now                         | MILLRACE_KAFKA_START (now) must be earliest or latest
            session-timeout=1s                | MILLRACE_KAFKA_SESSION_TIMEOUT (PT1S) must be between PT6S and PT5M
            commit-interval=2h                | MILLRACE_KAFKA_COMMIT_INTERVAL (PT2H) must be between
            group-id=                         | MILLRACE_KAFKA_GROUP_ID must not be empty
            sasl.mechanism=GSSAPI             | MILLRACE_KAFKA_SASL_MECHANISM (GSSAPI) must be PLAIN
            sasl.mechanism=PLAIN              | needs MILLRACE_KAFKA_SASL_USER and MILLRACE_KAFKA_SASL_PASSWORD_FILE
            sasl.token-url=http://one/token   | belong together
            tls.ca-file=/some.pem             | MILLRACE_KAFKA_TLS_ENABLED is false
            tls.key-file=/some.pem            | belong together
            """)
    void whatCannotBeMeantIsSaid(String setting, String sentence) {
        int equals = setting.indexOf('=');
        assertThatThrownBy(() -> config(Map.of(setting.substring(0, equals), setting.substring(equals + 1))))
                .rootCause()
                .hasMessageContaining(sentence);
    }

    @Test
    void aTopicHoldsOneKind() {
        assertThatThrownBy(() -> config(Map.of("traffic-topics", "a", "sensor-topics", "a")))
                .rootCause()
                .hasMessageContaining("both name a");
    }

    @Test
    void aPasswordIsReadEachTimeAndCannotEndItsQuotes(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, "a\"; b\\\n");
        try (ApplicationContext context = context(Map.of(
                "bootstrap-servers", "one:9092",
                "traffic-topics", "a",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.user", "alice",
                "sasl.password-file", file.toString(),
                "tls.enabled", "true"))) {
            ClientSettings settings = context.getBean(ClientSettings.class);
            assertThat(settings.forConsumer())
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)
                    .containsEntry(
                            "sasl.jaas.config",
                            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"alice\" password=\"a\\\"; b\\\\\";");
            assertThat(context.getBean(KafkaSaslConfig.class).toString()).doesNotContain("b\\");
            Files.writeString(file, "other");
            assertThat(String.valueOf(settings.forConsumer().get("sasl.jaas.config")))
                    .contains("password=\"other\"");
        }
    }

    private static KafkaConfig config(Map<String, Object> settings) {
        try (ApplicationContext context = context(settings)) {
            context.getBean(KafkaTlsConfig.class);
            context.getBean(KafkaSaslConfig.class);
            return context.getBean(KafkaConfig.class);
        }
    }

    private static ApplicationContext context(Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(Map.of("micronaut.health.monitor.enabled", false));
        settings.forEach((name, value) -> properties.put("millrace.kafka." + name, value));
        return ApplicationContext.builder(properties).banner(false).start();
    }
}
