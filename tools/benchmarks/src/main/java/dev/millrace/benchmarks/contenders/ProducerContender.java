package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.WrkReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** A plain producer of Kafka behind bare Netty: the same bodies to the same brokers, and nothing else. */
public final class ProducerContender implements Contender {
    private static final String TOPIC = "bench";
    private static final int PARTITIONS = 12;
    private static final short COPIES = 3;

    private final boolean single;
    private @Nullable BaselineProcess server;

    /** @param single whether a request has one event */
    public ProducerContender(boolean single) {
        this.single = single;
    }

    @Override
    public String name() {
        return "plain KafkaProducer";
    }

    @Override
    public Role role() {
        return Role.LIMIT;
    }

    @Override
    public String settings() {
        return "bare Netty on epoll, one record for each body, acks=all, 3 copies, lz4";
    }

    @Override
    public void start(Stage stage) throws IOException, InterruptedException {
        if (server != null) {
            return;
        }
        String brokers = stage.kafka().bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            Void _ = admin.createTopics(List.of(
                            new NewTopic(TOPIC, PARTITIONS, COPIES).configs(Map.of("max.message.bytes", "16777216"))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the topic cannot be made", e);
        }
        server = BaselineProcess.start(
                stage,
                name(),
                port -> new BaselineProcess.Program(
                        "netty.KafkaServer",
                        false,
                        List.of(),
                        List.of(Integer.toString(port), "epoll", brokers, TOPIC)));
        stage.closeAtEnd(server);
    }

    @Override
    public Request request() {
        return single
                ? Request.withIdInPath(server().url(), "/api/traffic/", "")
                : Request.of(server().url(), "/api/traffic", Map.of("Content-Type", Form.NDJSON.contentType()));
    }

    @Override
    public List<Long> pids() {
        return List.of(server().pid());
    }

    @Override
    public Outcome settle(Load load, WrkReport sent) {
        return Outcome.keepsNothing();
    }

    private BaselineProcess server() {
        return Objects.requireNonNull(server, "not started");
    }
}
