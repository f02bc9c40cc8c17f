package dev.millrace.broker.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** Runs the broker in its own process. {@link KafkaBroker} starts it with the file of its settings. */
final class KafkaBrokerMain {
    static final String READY = "ready";

    /** Names the variable that holds users of SCRAM, as Kafka's storage tool takes them; they are made when the directory is new. */
    static final String SCRAM = "BROKER_SCRAM";

    private KafkaBrokerMain() {}

    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(args[0]))) {
            settings.load(file);
        }
        format(settings);
        KafkaRaftServer broker = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        broker.startup();
        System.out.println(READY);
        System.out.flush();
        awaitParent();
        broker.shutdown();
        Runtime.getRuntime().halt(0);
    }

    /** Does nothing to a directory that was formatted before. */
    private static void format(Properties settings) throws Exception {
        String directory = settings.getProperty("log.dirs");
        String scram = System.getenv(SCRAM);
        new Formatter()
                .setClusterId(settings.getProperty("cluster.id"))
                .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
                .addDirectory(directory)
                .setMetadataLogDirectory(directory)
                .setControllerListenerName(settings.getProperty("controller.listener.names"))
                .setScramArguments(scram == null ? List.of() : List.of(scram))
                .setIgnoreFormatted(true)
                .run();
    }

    /** Returns when the parent has ended, or closes its end of the pipe. */
    private static void awaitParent() throws IOException {
        while (System.in.read() >= 0) {
            // The parent sends nothing; only the end counts.
        }
    }
}
