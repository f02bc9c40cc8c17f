package dev.millrace;

import dev.millrace.broker.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs one Kafka broker as a child process, to try Millrace without a cluster. It keeps one copy of each event. */
final class EmbeddedKafka implements AutoCloseable {
    private final KafkaBroker broker;

    private EmbeddedKafka(KafkaBroker broker) {
        this.broker = broker;
    }

    /**
     * Starts the broker, which takes some seconds.
     *
     * @throws StartupException if it cannot be started
     */
    static EmbeddedKafka startIn(Path directory) {
        try {
            return new EmbeddedKafka(KafkaBroker.start(directory));
        } catch (IOException e) {
            throw new StartupException(
                    "The embedded Kafka broker cannot be started (%s). Start Millrace by ./run, which fetches it."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Returns the settings that lead to it. */
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("millrace.kafka.bootstrap-servers", broker.bootstrapServers());
        properties.put("millrace.kafka.log.mode", "on");
        // Nobody else has its partitions: after a kill the next start need not wait long for the old member's session.
        properties.put("millrace.kafka.session-timeout", "6s");
        properties.put("millrace.kafka.log.copies", 1);
        properties.put("millrace.kafka.log.min-in-sync-copies", 1);
        return properties;
    }

    @Override
    public void close() {
        broker.close();
    }
}
