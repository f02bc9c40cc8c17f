package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.kafka.ImageBroker;
import dev.millrace.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The brokers of the compose files, set up by the program of their image from the environment that the files give them. */
@Timeout(180)
class KafkaFilesIT {
    private static final int BROKERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Map<String, Object> stack = services("docker-compose.prod.yml");
    private final Map<String, Object> compose = services("docker-compose.yml");
    private final List<Integer> ports = ImageBroker.freePorts(2 * BROKERS);
    private final List<ImageBroker> running = new ArrayList<>();

    KafkaFilesIT() throws IOException {}

    @AfterEach
    void stop() {
        running.forEach(ImageBroker::close);
    }

    @Test
    void nodesReplicateOnTheBrokersOfTheFilesAlsoWhileOneIsAway() throws Exception {
        launch(1);
        // In a swarm others find a task when it is healthy, and the controllers have to find each other.
        Await.isTrue(PATIENCE, () -> isHealthy(stack, 1));
        assertThat(isHealthy(compose, 1)).isFalse();
        launch(2);
        launch(3);
        for (ImageBroker broker : running) {
            broker.awaitReady();
        }
        assertThat(isHealthy(compose, 1)).isTrue();
        Map<String, Object> settings = Map.of(
                "millrace.roles",
                "accept",
                "millrace.kafka.bootstrap-servers",
                here(Objects.requireNonNull(env("deploy/kafka.env").get("MILLRACE_KAFKA_BOOTSTRAP_SERVERS"))),
                "millrace.kafka.log.mode",
                "on");
        try (TestService node = TestService.startWithoutClickHouse(directory.resolve("node"), settings)) {
            node.awaitReady();
            awaitReplicated(node, 1);
            assertTopicsAreSafe();
            running.get(0).close();
            awaitReplicated(node, 2);
            assertThat(isHealthy(stack, 1)).isFalse();
        }
    }

    /** Docker knows only the names of what runs. */
    @Test
    void aNodeDidNotStartWhileTheNamesOfAllBrokersWereUnknown() throws Exception {
        Map<String, Object> settings = Map.of(
                "millrace.roles",
                "accept",
                "millrace.kafka.bootstrap-servers",
                "kafka-1.invalid:9092,kafka-2.invalid:9092",
                "millrace.kafka.log.mode",
                "on");
        try (TestService node = TestService.startWithoutClickHouse(directory.resolve("node"), settings)) {
            assertThat(node.postView(1, TestService.newUser(), TestService.anHourAgo(), "/", "")
                            .headers()
                            .firstValue("Millrace-Ack"))
                    .contains("disk");
            Await.isTrue(PATIENCE, () -> node.get("/health/readiness").body().contains("No broker of Kafka answers."));
        }
    }

    private static void awaitReplicated(TestService node, long id) throws Exception {
        Await.isTrue(
                PATIENCE,
                () -> node.postView(id, TestService.newUser(), TestService.anHourAgo(), "/", "?ack=replicated")
                        .headers()
                        .firstValue("Millrace-Ack")
                        .orElse("")
                        .equals("replicated"));
    }

    /** Where drains commit, too: else the loss of one broker would make them store a week again. */
    private void assertTopicsAreSafe() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port(2)))) {
            // The topic of offsets is made when the first group comes.
            admin.listConsumerGroupOffsets("millrace-drain")
                    .partitionsToOffsetAndMetadata()
                    .get();
            Await.isTrue(
                    PATIENCE,
                    () -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                            .names()
                            .get()
                            .contains("__consumer_offsets"));
            Map<String, TopicDescription> topics = admin.describeTopics(
                            List.of("millrace-traffic", "millrace-sensors", "millrace-archive", "__consumer_offsets"))
                    .allTopicNames()
                    .get();
            for (TopicDescription topic : topics.values()) {
                assertThat(topic.partitions())
                        .allSatisfy(each ->
                                assertThat(each.replicas()).as(topic.name()).hasSize(BROKERS));
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
                var config = Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).all().get().get(resource));
                assertThat(config.get("min.insync.replicas").value()).isEqualTo("2");
                assertThat(config.get("unclean.leader.election.enable").value()).isEqualTo("false");
            }
        }
    }

    private void launch(int number) throws Exception {
        Map<String, String> environment = new HashMap<>();
        map(service(stack, number), "environment")
                .forEach((name, value) -> environment.put(
                        name,
                        here(value.toString())
                                .replace("BROKER://:9092", "BROKER://127.0.0.1:" + port(number))
                                .replace("CONTROLLER://:9093", "CONTROLLER://127.0.0.1:" + controller(number))
                                .replace(
                                        "/var/lib/kafka/data",
                                        directory.resolve("data-" + number).toString())));
        running.add(ImageBroker.launch(directory.resolve("broker-" + number), environment));
    }

    /** Runs the check of the file as Docker would, but for the port. */
    private boolean isHealthy(Map<String, Object> services, int number) throws Exception {
        List<?> test = (List<?>) Objects.requireNonNull(
                map(service(services, number), "healthcheck").get("test"));
        List<String> command = test.stream()
                .skip(1) // CMD
                .map(word ->
                        word.toString().replace("/9092", "/" + port(number)).replace("/9093", "/" + controller(number)))
                .toList();
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private String here(String text) {
        String moved = text;
        for (int number = 1; number <= BROKERS; number++) {
            moved = moved.replace("kafka-%s:9092".formatted(number), "127.0.0.1:" + port(number))
                    .replace("kafka-%s:9093".formatted(number), "127.0.0.1:" + controller(number));
        }
        return moved;
    }

    private int port(int number) {
        return ports.get(number - 1);
    }

    private int controller(int number) {
        return ports.get(BROKERS + number - 1);
    }

    private static Map<String, String> env(String file) throws IOException {
        return Files.readAllLines(Path.of("..", file)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Map<String, Object> services(String file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(1000); // what services share is an alias in each
        return map(new Yaml(options).load(Files.readString(Path.of("..", file))), "services");
    }

    private static Map<String, Object> service(Map<String, Object> services, int number) {
        return map(services, "kafka-" + number);
    }

    @SuppressWarnings("unchecked") // a file of ours
    private static Map<String, Object> map(Map<String, Object> parent, String name) {
        return (Map<String, Object>) Objects.requireNonNull(parent.get(name));
    }
}
