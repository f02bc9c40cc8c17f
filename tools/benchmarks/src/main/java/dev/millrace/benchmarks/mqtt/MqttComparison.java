package dev.millrace.benchmarks.mqtt;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Comparison;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Cores;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.benchmarks.load.Usage;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.broker.MqttBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Readings by MQTT until they are stored, beside a subscriber that only acknowledges, in turns: one publisher, QoS 1, one real broker. Not
 * wrk, which does not speak MQTT.
 */
public final class MqttComparison implements Comparison {
    private static final int READINGS = 100;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Override
    public String name() {
        return "sensors-mqtt";
    }

    @Override
    public String question() {
        return "readings by MQTT until stored, beside a subscriber that only acknowledges, everybody on all cores";
    }

    @Override
    public void run(Bench bench, Results results) throws IOException, InterruptedException {
        Path directory = bench.directory(name());
        Cores cores = bench.cores(false);
        try (MqttBroker broker = MqttBroker.start(directory.resolve("broker"));
                Stage stage = new Stage(directory, cores, MillraceReceiver.settings(broker.url()), bench::progress);
                Receiver bare = new BareSubscriber(broker.url());
                Receiver millrace = new MillraceReceiver(stage);
                Publisher publisher = new Publisher(broker.url())) {
            List<Flow> flows = flows(bench, List.of(bare, millrace));
            FlowScores scores = new FlowScores();
            for (int repetition = bench.firstRepetition();
                    repetition <= bench.effort().repetitions();
                    repetition++) {
                List<Flow> order = new ArrayList<>(flows);
                // No receiver always follows the same one.
                Collections.rotate(order, repetition);
                for (Flow flow : order) {
                    stage.awaitRest(REST_NANOS);
                    Flow.Result result = turn(bench, flow, publisher, broker.pid(), repetition);
                    if (repetition > 0) {
                        scores.add(flow, result);
                    }
                }
            }
            scores.publish(results, "%s: %s readings in a message".formatted(name(), READINGS), flows);
        }
    }

    private static List<Flow> flows(Bench bench, List<Receiver> receivers) throws IOException {
        Bodies bodies = new Bodies(Kind.READINGS, bench.directory("bodies-readings"), READINGS, bench.seed());
        List<Flow> flows = new ArrayList<>();
        for (Form form : List.of(Form.JSON_ARRAY, Form.PROTOBUF)) {
            List<byte[]> payloads = new ArrayList<>();
            String files = bodies.files(form);
            for (int i = 0; i < bodies.count(); i++) {
                payloads.add(Files.readAllBytes(Path.of(files + i)));
            }
            for (Receiver receiver : receivers) {
                Flow flow = new Flow(receiver, form, payloads);
                if (bench.wants(flow.name())) {
                    flows.add(flow);
                }
            }
        }
        return flows;
    }

    private Flow.Result turn(Bench bench, Flow flow, Publisher publisher, long broker, int repetition)
            throws IOException, InterruptedException {
        Receiver receiver = flow.receiver();
        receiver.begin();
        Usage.forgetMemory(receiver.pids());
        double cpuBefore = flow.cpuSeconds();
        double brokerBefore = Usage.of(List.of(broker)).cpuSeconds();
        int seconds = repetition == 0
                ? bench.effort().warmUpSeconds()
                : bench.effort().seconds();
        long start = System.nanoTime();
        long messages = publisher.publish(receiver.topic(), flow.payloads(), seconds);
        double published = (System.nanoTime() - start) / 1e9;
        receiver.await(messages);
        double done = (System.nanoTime() - start) / 1e9;
        double readings = (double) messages * READINGS;
        Flow.Result result = new Flow.Result(
                readings / published,
                readings / done,
                (flow.cpuSeconds() - cpuBefore) * 1e6 / readings,
                (Usage.of(List.of(broker)).cpuSeconds() - brokerBefore) * 1e6 / readings,
                flow.rssMaxMegabytes());
        String who = "%s, %s".formatted(name(), flow.name());
        receiver.findings(messages, expectation(messages, flow.payloads().size()))
                .forEach(finding -> bench.found(who, finding));
        bench.progress(String.format(
                Locale.ROOT, "%s: %,.0f readings/s%s", who, result.perSecond(), repetition == 0 ? " (warm-up)" : ""));
        return result;
    }

    /** All published messages were acknowledged, so the expectation is exact. */
    private static Expectation expectation(long messages, int payloads) {
        long distinct = Math.min(messages, payloads) * READINGS;
        return new Expectation(messages * READINGS, messages * READINGS, distinct, distinct);
    }
}
