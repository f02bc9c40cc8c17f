package dev.millrace.kafka.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes the topics that are missing, and checks that they keep events as safely as the settings ask for: the partitions, the copies of each,
 * and how many copies have a record before it is acknowledged. Thread-safe; blocks.
 */
final class TopicCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Bytes of a batch of one record that are not its value; more than there are. */
    private static final int RECORD_OVERHEAD_BYTES = 1024;

    /** Deleted records leave the disks of the brokers at the latest when their file is as old. */
    private static final Duration SEGMENT_AGE = Duration.ofHours(1);

    private final Admin admin;
    private final KafkaLogConfig config;
    private final LogTopics topics;

    TopicCheck(Admin admin, KafkaLogConfig config, LogTopics topics) {
        this.admin = admin;
        this.config = config;
        this.topics = topics;
    }

    /** Returns what is wrong, in a sentence for an operator; empty if all is well. */
    Optional<String> problem() throws InterruptedException {
        try {
            create(missing());
            for (TopicDescription topic :
                    await(admin.describeTopics(topics.names()).allTopicNames()).values()) {
                Optional<String> problem = problem(topic);
                if (problem.isPresent()) {
                    return problem;
                }
            }
            return problemOfConfigs();
        } catch (TimeoutException e) {
            return Optional.of("No broker of Kafka answers.");
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of(sentence(cause));
        }
    }

    private static String sentence(Throwable cause) {
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return "No broker of Kafka answers.";
        }
        // For a moment after they were made not every broker knows them.
        return cause instanceof UnknownTopicOrPartitionException
                ? "The topics are being made."
                : "Kafka says: %s".formatted(cause.getMessage());
    }

    private List<String> missing() throws InterruptedException, ExecutionException, TimeoutException {
        var known = await(admin.listTopics().names());
        return topics.names().stream().filter(name -> !known.contains(name)).toList();
    }

    private void create(List<String> names) throws InterruptedException, ExecutionException, TimeoutException {
        for (String name : names) {
            Map<String, String> settings = new HashMap<>();
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(config.minInSyncCopies()));
            settings.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(config.retention().toMillis()));
            settings.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(SEGMENT_AGE.toMillis()));
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 * config.maxRecordBytes()));
            NewTopic topic = new NewTopic(name, config.partitions(), (short) config.copies()).configs(settings);
            try {
                Void _ = await(admin.createTopics(List.of(topic)).all());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) { // another node was faster
                    throw e;
                }
            }
        }
    }

    private Optional<String> problem(TopicDescription topic) {
        if (topic.partitions().size() != config.partitions()) {
            return Optional.of("The topic %s has %s partitions, and MILLRACE_KAFKA_LOG_PARTITIONS is %s."
                    .formatted(topic.name(), topic.partitions().size(), config.partitions()));
        }
        int copies = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return copies >= config.copies()
                ? Optional.empty()
                : Optional.of(
                        "The topic %s has %s copies of each partition, and MILLRACE_KAFKA_LOG_COPIES is %s: what it acknowledges is less safe than asked for."
                                .formatted(topic.name(), copies, config.copies()));
    }

    private Optional<String> problemOfConfigs() throws InterruptedException, ExecutionException, TimeoutException {
        List<ConfigResource> resources = topics.names().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        for (Map.Entry<ConfigResource, Config> topic :
                await(admin.describeConfigs(resources).all()).entrySet()) {
            Optional<String> problem = problem(topic.getKey().name(), topic.getValue());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> problem(String topic, Config settings) {
        int inSync = number(settings, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (inSync < config.minInSyncCopies()) {
            return Optional.of(
                    "The topic %s has min.insync.replicas=%s, and MILLRACE_KAFKA_LOG_MIN_IN_SYNC_COPIES is %s."
                            .formatted(topic, inSync, config.minInSyncCopies()));
        }
        int largest = number(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (largest < config.maxRecordBytes() + RECORD_OVERHEAD_BYTES) {
            return Optional.of(
                    "The topic %s has max.message.bytes=%s, too little for MILLRACE_KAFKA_LOG_MAX_RECORD_BYTES=%s."
                            .formatted(topic, largest, config.maxRecordBytes()));
        }
        String policy = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        return policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)
                ? Optional.of("The topic %s is compacted, which would drop events: set cleanup.policy=delete."
                        .formatted(topic))
                : Optional.empty();
    }

    private static int number(Config settings, String name) {
        return Integer.parseInt(settings.get(name).value());
    }

    private static <T> T await(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
