package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Usage;
import dev.millrace.benchmarks.load.Wrk;
import dev.millrace.benchmarks.load.WrkOrder;
import dev.millrace.benchmarks.load.WrkReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs one contender once. For one thread. */
final class Turn {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Stage stage;
    private final Wrk wrk;

    Turn(Stage stage, Wrk wrk) {
        this.stage = stage;
        this.wrk = wrk;
    }

    record Result(Measurement measurement, List<String> findings) {
        /** Copies. */
        Result {
            findings = List.copyOf(findings);
        }
    }

    Result take(Contender contender, Load load, int seconds) throws IOException, InterruptedException {
        contender.begin();
        stage.awaitRest(REST_NANOS);
        WrkOrder order = load.order(contender.request(), contender.form());
        List<Long> pids = contender.pids();
        Usage.forgetMemory(pids);
        double generatorBefore = Usage.cpuSecondsOfEndedChildren();
        Usage before = Usage.of(pids);
        WrkReport report = wrk.run(order, seconds);
        double generator = Usage.cpuSecondsOfEndedChildren() - generatorBefore;
        Contender.Outcome outcome = contender.settle(load, report);
        Usage after = Usage.of(pids);
        Measurement measurement = Measurement.of(
                report,
                load.eventsPerRequest(),
                report.seconds() + outcome.storedAfterSeconds(),
                after.cpuSeconds() - before.cpuSeconds(),
                generator,
                Usage.of(pids.subList(0, 1)).rssMaxBytes());
        List<String> findings = new ArrayList<>(outcome.findings());
        if (report.acknowledged() == 0) {
            findings.add(String.format(Locale.ROOT, "nothing was acknowledged, %,d requests failed", report.failed()));
        }
        return new Result(measurement, findings);
    }
}
