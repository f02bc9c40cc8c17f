package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Contender.Role;
import dev.millrace.benchmarks.compare.LoadComparison.Act;
import dev.millrace.benchmarks.contenders.DirectContender.Mode;
import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.benchmarks.load.Load;
import java.util.List;

/** Makes the contenders that take readings of sensors. */
final class SensorCasts {
    private static final int CONNECTIONS = 16;

    private SensorCasts() {}

    static List<Act> single(Bench bench) {
        List<Contender> all = List.of(
                NettyContender.bare("epoll"),
                MillraceContender.single(Kind.READINGS, "memory"),
                MillraceContender.single(Kind.READINGS, "disk"),
                MillraceContender.single(Kind.READINGS, "stored"));
        return bench.effort().connections().stream()
                .map(connections -> new Act(new Load.SingleReading(connections), all))
                .toList();
    }

    static List<Act> disk(Bench bench) {
        return batches(
                bench,
                List.of(
                        MillraceContender.batches(Kind.READINGS, "disk", Form.NDJSON),
                        MillraceContender.batches(Kind.READINGS, "disk", Form.JSON_ARRAY),
                        MillraceContender.batches(Kind.READINGS, "disk", Form.PROTOBUF)));
    }

    static List<Act> stored(Bench bench) {
        return batches(
                bench,
                List.of(
                        new DirectContender(Kind.READINGS, Form.NATIVE, Mode.INSERT, Role.LIMIT),
                        new DirectContender(Kind.READINGS, Form.NDJSON, Mode.INSERT, Role.OTHER),
                        MillraceContender.batches(Kind.READINGS, "stored", Form.NDJSON),
                        MillraceContender.batches(Kind.READINGS, "stored", Form.PROTOBUF),
                        MillraceContender.batches(Kind.READINGS, "disk", Form.NDJSON)));
    }

    private static List<Act> batches(Bench bench, List<Contender> all) {
        return bench.effort().batchSizes().stream()
                .map(size -> new Act(
                        new Load.Batches(
                                new Bodies(Kind.READINGS, bench.directory("bodies-readings"), size, bench.seed()),
                                CONNECTIONS,
                                0),
                        all))
                .toList();
    }
}
