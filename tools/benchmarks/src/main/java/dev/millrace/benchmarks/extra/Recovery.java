package dev.millrace.benchmarks.extra;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Comparison;
import dev.millrace.benchmarks.compare.Spread;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Fills the buffer while ClickHouse is away, kills the service, and looks how long it takes until everything is stored. */
public final class Recovery implements Comparison {
    private static final int EVENTS_PER_BODY = 10_000;
    private static final int BODIES = 100;

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String question() {
        return "events that wait in the buffer: how fast they are drained, and how many bytes they are everywhere";
    }

    @Override
    public void run(Bench bench, Results results) throws IOException, InterruptedException {
        Path directory = bench.directory(name());
        int eventsPerBody = (int) Math.min(EVENTS_PER_BODY, bench.effort().recoveryEvents());
        Bodies bodies = new Bodies(directory.resolve("bodies"), eventsPerBody, BODIES, bench.seed());
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i < bench.effort().repetitions(); i++) {
            Path place = directory.resolve(Integer.toString(i));
            try (Stage stage = new Stage(place, bench.cores(false), Map.of(), bench::progress)) {
                Outage outage = Outage.happens(stage, bodies, bench.effort().recoveryEvents());
                outage.findings().forEach(finding -> bench.found(name(), finding));
                bench.progress(String.format(
                        Locale.ROOT,
                        "recovery: %,d events drained with %,.0f a second",
                        outage.events(),
                        outage.drainedPerSecond()));
                outages.add(outage);
            }
        }
        Table table = results.table("recovery", "what", "median", "spread");
        add(table, outages, "events that waited", outage -> outage.events());
        add(table, outages, "taken on disk with ClickHouse away, events/s", Outage::filledPerSecond);
        add(table, outages, "ready after kill -9 and restart, s", Outage::readySeconds);
        add(table, outages, "everything stored after that start, s", Outage::drainSeconds);
        add(table, outages, "drained once ready, events/s", Outage::drainedPerSecond);
        add(
                table,
                outages,
                "ClickHouse's own limit: RowBinary, 100k rows an insert, one after the other, rows/s",
                Outage::limitPerSecond);
        add(
                table,
                outages,
                "drained once ready / that limit",
                outage -> outage.drainedPerSecond() / outage.limitPerSecond());
        add(table, outages, "RSS MB, filling", Outage::fillMegabytes);
        add(table, outages, "RSS MB, draining", Outage::drainMegabytes);
        Table bytes = results.table("bytes per event", "where", "bytes");
        // Views are not taken as protobuf.
        for (Form form : EnumSet.complementOf(EnumSet.of(Form.PROTOBUF))) {
            bytes.add("sent as " + form.title(), bodies.bytesPerEvent(form));
        }
        add(bytes, outages, "in the buffer", Outage::bufferBytes);
        add(bytes, outages, "in ClickHouse, merged", Outage::clickHouseBytes);
    }

    private static void add(Table table, List<Outage> outages, String what, ToDoubleFunction<Outage> value) {
        Spread spread = Spread.of(outages.stream().map(value::applyAsDouble).toList());
        if (table.columns().size() == 2) {
            table.add(what, spread.median());
        } else {
            table.add(what, spread.median(), spread.range());
        }
    }
}
