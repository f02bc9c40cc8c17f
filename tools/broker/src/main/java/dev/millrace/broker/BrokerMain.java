package dev.millrace.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.embedded.EmbeddedHiveMQBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/**
 * Runs the broker in a process of its own. {@link MqttBroker} starts it with its directory and port, and with a user's name if only that
 * user may connect; the password is in the environment.
 */
final class BrokerMain {
    static final String PASSWORD = "BROKER_PASSWORD";
    static final String READY = "ready";

    /** Queues that hold what the tests send: the default drops everything from the thousandth message on. */
    private static final String CONFIG = """
            <?xml version="1.0" encoding="UTF-8" ?>
            <hivemq xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="config.xsd">
                <listeners>
                    <tcp-listener>
                        <port>${port}</port>
                        <bind-address>127.0.0.1</bind-address>
                    </tcp-listener>
                </listeners>
                <mqtt>
                    <queued-messages>
                        <max-queue-size>10000000</max-queue-size>
                        <strategy>discard</strategy>
                    </queued-messages>
                </mqtt>
                <persistence>
                    <mode>file</mode>
                </persistence>
                <anonymous-usage-statistics>
                    <enabled>false</enabled>
                </anonymous-usage-statistics>
            </hivemq>
            """;

    private BrokerMain() {}

    public static void main(String[] args) throws IOException, ExecutionException, InterruptedException {
        Path directory = Path.of(args[0]);
        EmbeddedHiveMQBuilder builder = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(config(directory, args[1]))
                .withDataFolder(Files.createDirectories(directory.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")));
        if (args.length > 2) {
            builder = builder.withEmbeddedExtension(onlyFor(args[2], System.getenv(PASSWORD)));
        }
        EmbeddedHiveMQ broker = builder.build();
        broker.start().get();
        System.out.println(READY);
        System.out.flush();
        while (System.in.read() >= 0) {
            // The parent sends nothing; only the end counts, which comes with the parent's own at the latest.
        }
        broker.close();
        Runtime.getRuntime().halt(0);
    }

    private static Path config(Path directory, String port) throws IOException {
        Path config = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(config.resolve("config.xml"), CONFIG.replace("${port}", port));
        return config;
    }

    private static EmbeddedExtension onlyFor(String user, String password) {
        return EmbeddedExtension.builder()
                .withId("one-user")
                .withName("One user")
                .withVersion("1")
                .withExtensionMain(new OneUser(user, password))
                .build();
    }
}
