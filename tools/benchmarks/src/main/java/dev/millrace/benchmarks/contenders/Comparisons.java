package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Comparison;
import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Contender.Role;
import dev.millrace.benchmarks.compare.LoadComparison;
import dev.millrace.benchmarks.compare.LoadComparison.Act;
import dev.millrace.benchmarks.compare.NotPossibleException;
import dev.millrace.benchmarks.contenders.DirectContender.Mode;
import dev.millrace.benchmarks.extra.Recovery;
import dev.millrace.benchmarks.extra.StartTimes;
import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.mqtt.MqttComparison;
import dev.millrace.benchmarks.reports.BesideIngest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lists all comparisons, in the order in which they are run. */
public final class Comparisons {
    private static final List<Form> TEXT = List.of(Form.NDJSON, Form.JSON_ARRAY, Form.GZIP, Form.ZSTD);
    private static final int CONNECTIONS = 16;
    private static final int TYPICAL_CONNECTIONS = 256;
    private static final int TYPICAL_BATCH = 1_000;

    private Comparisons() {}

    public static List<Comparison> all() {
        return List.of(
                new LoadComparison(
                        "single",
                        "single events: Millrace at each level, the limits, the framework, ClickHouse itself",
                        true,
                        Map.of(),
                        Comparisons::single),
                new LoadComparison(
                        "batches-disk",
                        "batches until on disk, the server on a core of its own",
                        true,
                        Map.of(),
                        bench -> batches(bench, () -> millrace("disk", TEXT))),
                new LoadComparison(
                        "batches-stored",
                        "batches until stored, beside the same rows straight to ClickHouse, everybody on all cores",
                        false,
                        Map.of(),
                        bench -> batches(bench, Comparisons::stored)),
                new LoadComparison(
                        "sensors-single",
                        "single readings, the server on a core of its own",
                        true,
                        Map.of(),
                        SensorCasts::single),
                new LoadComparison(
                        "sensors-disk",
                        "batches of readings until on disk, the server on a core of its own",
                        true,
                        Map.of(),
                        SensorCasts::disk),
                new LoadComparison(
                        "sensors-stored",
                        "batches of readings until stored, beside the same rows straight to ClickHouse, everybody on all cores",
                        false,
                        Map.of(),
                        SensorCasts::stored),
                new LoadComparison(
                        "keys",
                        "what a key and a verified token cost: single events and batches, the server on a core of its own",
                        true,
                        Map.of(),
                        Comparisons::keys),
                new LoadComparison(
                        "builds",
                        "single events and batches beside the build of another checkout (--against), the server on a core of its own",
                        true,
                        Map.of(),
                        Comparisons::builds),
                new LoadComparison(
                        "kafka-single",
                        "single events with Kafka as the second log, the server on a core of its own",
                        true,
                        Map.of(),
                        Comparisons::kafkaSingle),
                new LoadComparison(
                        "kafka-batches",
                        "batches with Kafka as the second log, beside a plain producer, the server on a core of its own",
                        true,
                        Map.of(),
                        bench -> batches(bench, Comparisons::kafkaBatches)),
                new MqttComparison(),
                new BesideIngest(),
                new Recovery(),
                new StartTimes());
    }

    /** Returns a comparison of loads. */
    public static LoadComparison ofLoads(String name) {
        return all().stream()
                .filter(LoadComparison.class::isInstance)
                .map(LoadComparison.class::cast)
                .filter(comparison -> comparison.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no comparison of loads '" + name + "'."));
    }

    private static List<Act> single(Bench bench) {
        List<Contender> all = new ArrayList<>();
        for (String transport : List.of("nio", "epoll", "io_uring")) {
            all.add(NettyContender.bare(transport));
        }
        for (String transport : List.of("nio", "epoll", "io_uring")) {
            all.add(NettyContender.durable(transport));
        }
        all.add(new FrameworkContender("nio"));
        all.add(new FrameworkContender("io_uring"));
        for (String level : List.of("memory", "disk", "stored")) {
            all.add(MillraceContender.single(level));
        }
        for (Mode mode : Mode.values()) {
            all.add(new DirectContender(Form.NDJSON, mode, Role.OTHER));
        }
        all.add(new PlainContender());
        return bench.effort().connections().stream()
                .map(connections -> new Act(new Load.Single(connections), all))
                .toList();
    }

    private static List<Act> keys(Bench bench) {
        List<Contender> single = new ArrayList<>();
        List<Contender> batches = new ArrayList<>();
        for (Credential credential : Credential.values()) {
            single.add(MillraceContender.single("disk").showing(credential));
            batches.add(MillraceContender.batches("disk", Form.NDJSON).showing(credential));
        }
        Bodies bodies = new Bodies(bench.directory("bodies"), TYPICAL_BATCH, bench.seed());
        return List.of(
                new Act(new Load.Single(TYPICAL_CONNECTIONS), single),
                new Act(new Load.Batches(bodies, CONNECTIONS, 0), batches));
    }

    private static List<Act> builds(Bench bench) throws NotPossibleException {
        Path other = bench.effort()
                .against()
                .orElseThrow(
                        () -> new NotPossibleException("name another checkout, which ./run has built: --against DIR"));
        Bodies bodies = new Bodies(bench.directory("bodies"), TYPICAL_BATCH, bench.seed());
        return List.of(
                new Act(new Load.Single(TYPICAL_CONNECTIONS), besideOf(MillraceContender.single("disk"), other)),
                new Act(
                        new Load.Batches(bodies, CONNECTIONS, 0),
                        besideOf(MillraceContender.batches("disk", Form.NDJSON), other)));
    }

    private static List<Contender> besideOf(MillraceContender ours, Path other) {
        return List.of(ours.ofCheckout(other), ours);
    }

    private static List<Act> kafkaSingle(Bench bench) {
        List<Contender> all = List.of(
                NettyContender.bare("epoll"),
                new ProducerContender(true),
                MillraceContender.single("disk"),
                MillraceContender.single("disk").withKafka(),
                MillraceContender.single("replicated").withKafka());
        return bench.effort().connections().stream()
                .map(connections -> new Act(new Load.Single(connections), all))
                .toList();
    }

    private static List<Contender> kafkaBatches() {
        return List.of(
                new ProducerContender(false),
                MillraceContender.batches("disk", Form.NDJSON),
                MillraceContender.batches("disk", Form.NDJSON).withKafka(),
                MillraceContender.batches("replicated", Form.NDJSON).withKafka());
    }

    private static List<Act> batches(Bench bench, Supplier<List<Contender>> contenders) {
        List<Contender> all = contenders.get();
        return bench.effort().batchSizes().stream()
                .map(size -> new Act(
                        new Load.Batches(new Bodies(bench.directory("bodies"), size, bench.seed()), CONNECTIONS, 0),
                        all))
                .toList();
    }

    private static List<Contender> stored() {
        List<Contender> all = new ArrayList<>();
        all.add(new DirectContender(Form.NATIVE, Mode.INSERT, Role.LIMIT));
        all.add(new DirectContender(Form.ROW_BINARY, Mode.INSERT, Role.OTHER));
        for (Form form : List.of(Form.NDJSON, Form.GZIP, Form.ZSTD)) {
            all.add(new DirectContender(form, Mode.INSERT, Role.OTHER));
        }
        all.addAll(millrace("stored", TEXT));
        all.addAll(millrace("disk", List.of(Form.NDJSON)));
        return all;
    }

    private static List<Contender> millrace(String level, List<Form> forms) {
        List<Contender> all = new ArrayList<>();
        forms.forEach(form -> all.add(MillraceContender.batches(level, form)));
        return all;
    }
}
