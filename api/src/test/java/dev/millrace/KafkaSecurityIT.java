package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.kafka.KafkaBroker;
import dev.millrace.testing.Await;
import dev.millrace.testing.KafkaClient;
import dev.millrace.testing.TestClickHouse;
import dev.millrace.testing.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connects to brokers that require TLS or SASL. */
@Timeout(120)
class KafkaSecurityIT {
    private static final String TOPIC = "views";
    private static final String PASSWORD = "a\"b;c";
    private static final String SASL = "listener.name.clients.%s.sasl.jaas.config";

    @TempDir
    Path directory;

    private final long user = TestService.newUser();
    private final Instant time = TestService.anHourAgo();

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512"})
    void scramOverTlsTakesThePasswordOfTheFileAsItIsNow(String mechanism) throws Exception {
        Path authority = keys();
        Map<String, String> settings = new HashMap<>(Map.of(
                "ssl.keystore.location",
                directory.resolve("keys.p12").toString(),
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.password",
                "password",
                "sasl.enabled.mechanisms",
                mechanism,
                "sasl.mechanism.inter.broker.protocol",
                mechanism,
                "ssl.truststore.location",
                authority.toString(),
                "ssl.truststore.type",
                "PEM",
                SASL.formatted(mechanism.toLowerCase(Locale.ROOT)),
                scram("admin", "admin-secret")));
        KafkaBroker.Options options = new KafkaBroker.Options(
                "SASL_SSL", settings, mechanism + "=[name=admin,password=admin-secret]", List.of());
        Path password = Files.writeString(directory.resolve("password"), "wrong");
        Map<String, Object> security = Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                scram("admin", "admin-secret"),
                "ssl.truststore.location",
                authority.toString(),
                "ssl.truststore.type",
                "PEM");
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), options);
                KafkaClient kafka = new KafkaClient(broker.bootstrapServers(), security)) {
            kafka.createTopic(TOPIC, 1);
            try (TestService service = start(
                    broker,
                    Map.of(
                            "millrace.kafka.tls.enabled",
                            true,
                            "millrace.kafka.tls.ca-file",
                            authority.toString(),
                            "millrace.kafka.sasl.mechanism",
                            mechanism,
                            "millrace.kafka.sasl.user",
                            "admin",
                            "millrace.kafka.sasl.password-file",
                            password.toString()))) {
                Await.isTrue(() -> service.get("/health/readiness").body().contains("Authentication failed"));
                Files.writeString(password, "admin-secret\n");
                awaitTaken(kafka, service);
            }
        }
    }

    @Test
    void plainTakesAPasswordWithEveryCharacter() throws Exception {
        String quoted = PASSWORD.replace("\"", "\\\"");
        KafkaBroker.Options options = new KafkaBroker.Options(
                "SASL_PLAINTEXT",
                Map.of(
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        SASL.formatted("plain"),
                        plain("alice", quoted + "\" user_alice=\"" + quoted)));
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), options);
                KafkaClient kafka = new KafkaClient(
                        broker.bootstrapServers(),
                        Map.of(
                                "security.protocol", "SASL_PLAINTEXT",
                                "sasl.mechanism", "PLAIN",
                                "sasl.jaas.config", plain("alice", quoted)))) {
            kafka.createTopic(TOPIC, 1);
            try (TestService service = start(
                    broker,
                    Map.of(
                            "millrace.kafka.sasl.mechanism", "PLAIN",
                            "millrace.kafka.sasl.user", "alice",
                            "millrace.kafka.sasl.password", PASSWORD))) {
                awaitTaken(kafka, service);
            }
        }
    }

    @Test
    void oauthbearerShowsATokenThatItGotForItsSecret() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "wrong");
        try (TokenIssuer issuer = TokenIssuer.start("millrace", "secret");
                KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"), forTokensOf(issuer));
                TestService service = start(
                        broker,
                        Map.of(
                                "millrace.kafka.sasl.mechanism",
                                "OAUTHBEARER",
                                "millrace.kafka.sasl.user",
                                "millrace",
                                "millrace.kafka.sasl.password-file",
                                password.toString(),
                                "millrace.kafka.sasl.token-url",
                                issuer.tokenUrl()))) {
            Await.isTrue(() -> service.metric("millrace_kafka_errors_total") > 0);
            Files.writeString(password, "secret");
            // It was let in, as only then it can know.
            Await.isTrue(() -> service.get("/health/readiness").body().contains("the topic views is not there"));
        }
    }

    private static KafkaBroker.Options forTokensOf(TokenIssuer issuer) {
        return new KafkaBroker.Options(
                "SASL_PLAINTEXT",
                Map.of(
                        "sasl.enabled.mechanisms",
                        "OAUTHBEARER",
                        "sasl.mechanism.inter.broker.protocol",
                        "OAUTHBEARER",
                        "sasl.oauthbearer.jwks.endpoint.url",
                        issuer.keysUrl(),
                        "sasl.oauthbearer.expected.audience",
                        TokenIssuer.AUDIENCE,
                        "sasl.oauthbearer.expected.issuer",
                        TokenIssuer.ISSUER,
                        "listener.name.clients.oauthbearer.sasl.server.callback.handler.class",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
                        SASL.formatted("oauthbearer"),
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                                + " unsecuredLoginStringClaim_sub=\"broker\";"),
                null,
                List.of("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + issuer.keysUrl()));
    }

    private void awaitTaken(KafkaClient kafka, TestService service) throws Exception {
        kafka.send(
                TOPIC,
                null,
                "{\"request_id\":1,\"user_id\":%s,\"created_at\":\"%s\",\"page_url\":\"/\"}".formatted(user, time));
        kafka.await();
        Await.isTrue(() -> service.daily(user).equals("{\"/\":1}"));
    }

    private TestService start(KafkaBroker broker, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("millrace.kafka.bootstrap-servers", List.of(broker.bootstrapServers()));
        all.put("millrace.kafka.traffic-topics", List.of(TOPIC));
        all.put("millrace.kafka.max-backoff", "1s");
        return TestService.start(directory.resolve("data"), TestClickHouse.shared(), all);
    }

    private static String scram(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    private static String plain(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    /** Makes a key for 127.0.0.1, and returns its certificate. */
    private Path keys() throws IOException, InterruptedException {
        Path certificate = directory.resolve("ca.pem");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
        return certificate;
    }

    private void keytool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of(
                "-alias",
                "broker",
                "-keystore",
                directory.resolve("keys.p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "password"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
