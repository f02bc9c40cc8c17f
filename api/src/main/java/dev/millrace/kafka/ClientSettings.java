package dev.millrace.kafka;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Translates the settings into those of Kafka's clients; files are read each time. Thread-safe. */
@Singleton
public final class ClientSettings {
    private static final int METADATA_MILLIS = 30_000;

    /** Lists the addresses that the library may ask for tokens; none by default. */
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final KafkaConfig config;
    private final KafkaTlsConfig tls;
    private final KafkaSaslConfig sasl;

    ClientSettings(KafkaConfig config, KafkaTlsConfig tls, KafkaSaslConfig sasl) {
        this.config = config;
        this.tls = tls;
        this.sasl = sasl;
    }

    /** Returns what a consumer of the input needs. */
    public Map<String, Object> forConsumer() throws IOException {
        Map<String, Object> settings = forAdmin();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.groupId());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // What the group has not committed begins where TopicConsumer says; what is gone must not pass unnoticed.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Only the partitions that move are taken away.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(config.sessionTimeout().toMillis()));
        settings.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.toIntExact(config.sessionTimeout().toMillis() / 15));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxPollRecords());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, config.fetchMaxBytes());
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, config.maxPartitionFetchBytes());
        return settings;
    }

    /** Returns what every client needs. */
    public Map<String, Object> forAdmin() throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        // Topics and partitions that are made later are found within that time; five minutes otherwise.
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol());
        if (tls.enabled()) {
            addTls(settings);
        }
        if (sasl.isOn()) {
            addSasl(settings);
        }
        return settings;
    }

    private String protocol() {
        if (sasl.isOn()) {
            return tls.enabled() ? "SASL_SSL" : "SASL_PLAINTEXT";
        }
        return tls.enabled() ? "SSL" : "PLAINTEXT";
    }

    private void addTls(Map<String, Object> settings) throws IOException {
        Path authorities = tls.caFile();
        if (authorities != null) {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, Files.readString(authorities));
        }
        Path certificate = tls.certificateFile();
        Path key = tls.keyFile();
        if (certificate != null && key != null) {
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            settings.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, Files.readString(certificate));
            settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, Files.readString(key));
        }
        Path keyPassword = tls.keyPasswordFile();
        if (keyPassword != null) {
            settings.put(
                    SslConfigs.SSL_KEY_PASSWORD_CONFIG,
                    Files.readString(keyPassword).strip());
        }
        if (!tls.verifyHostname()) {
            settings.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "");
        }
    }

    private void addSasl(Map<String, Object> settings) throws IOException {
        settings.put(SaslConfigs.SASL_MECHANISM, sasl.mechanism());
        if (sasl.mechanism().equals(KafkaSaslConfig.OAUTHBEARER)) {
            addOauth(settings);
            return;
        }
        String module =
                sasl.mechanism().equals(KafkaSaslConfig.PLAIN) ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.%s required username=%s password=%s;"
                        .formatted(module, quoted(sasl.user()), quoted(sasl.secret())));
    }

    private void addOauth(Map<String, Object> settings) throws IOException {
        if (System.getProperty(ALLOWED_URLS) == null) {
            System.setProperty(ALLOWED_URLS, sasl.tokenUrl());
        }
        settings.put(
                SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        settings.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, sasl.tokenUrl());
        settings.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID, sasl.user());
        settings.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET, sasl.secret());
        if (!sasl.scope().isEmpty()) {
            settings.put(SaslConfigs.SASL_OAUTHBEARER_SCOPE, sasl.scope());
        }
    }

    /** Quotes a text for JAAS, so that no password can end it. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
