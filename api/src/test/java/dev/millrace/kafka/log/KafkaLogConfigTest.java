package dev.millrace.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kafka.KafkaConfig;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaLogConfigTest {
    @Test
    void itIsOffByDefault() {
        assertThat(config(Map.of()).isOn()).isFalse();
        assertThat(config(Map.of()).maxBytes()).isZero();
        assertThat(config(Map.of("mode", "drain")).isForwarding()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mode=maybe          | MILLRACE_KAFKA_LOG_MODE (maybe) must be off, on or drain
            topic-prefix=a/b    | MILLRACE_KAFKA_LOG_TOPIC_PREFIX (a/b) must be letters
            group-id=           | MILLRACE_KAFKA_LOG_GROUP_ID must not be empty
            compression=zip     | MILLRACE_KAFKA_LOG_COMPRESSION (zip) must be none
            min-in-sync-copies=4| MILLRACE_KAFKA_LOG_MIN_IN_SYNC_COPIES (4) must not exceed MILLRACE_KAFKA_LOG_COPIES (3)
            retention=59m       | MILLRACE_KAFKA_LOG_RETENTION (PT59M) must be between PT1H
            linger=11s          | MILLRACE_KAFKA_LOG_LINGER (PT11S) must be between PT0S and PT10S
            delete-interval=0s  | MILLRACE_KAFKA_LOG_DELETE_INTERVAL (PT0S) must be between PT1S
            """)
    void whatCannotBeMeantIsSaid(String setting, String sentence) {
        int equals = setting.indexOf('=');
        assertThatThrownBy(() -> config(Map.of(setting.substring(0, equals), setting.substring(equals + 1))))
                .rootCause()
                .hasMessageContaining(sentence);
    }

    @Test
    void brokersThatNothingUsesAreAMistake() {
        try (ApplicationContext context = ApplicationContext.run(Map.of("millrace.kafka.bootstrap-servers", "one:1"))) {
            KafkaConfig kafka = context.getBean(KafkaConfig.class);
            KafkaLogConfig log = context.getBean(KafkaLogConfig.class);
            assertThatThrownBy(() -> new KafkaLogFactory().replication(log, kafka))
                    .hasMessageContaining("nothing uses it")
                    .hasMessageContaining("MILLRACE_KAFKA_LOG_MODE=on");
        }
    }

    private static KafkaLogConfig config(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        settings.forEach((name, value) -> all.put("millrace.kafka.log." + name, value));
        try (ApplicationContext context = ApplicationContext.run(all)) {
            return context.getBean(KafkaLogConfig.class);
        }
    }
}
