package dev.millrace.benchmarks.mqtt;

import dev.millrace.benchmarks.compare.Spread;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Collects the measurements, by flow. Not thread-safe. */
final class FlowScores {
    private final Map<Flow, List<Flow.Result>> results = new LinkedHashMap<>();

    void add(Flow flow, Flow.Result result) {
        results.computeIfAbsent(flow, _ -> new ArrayList<>()).add(result);
    }

    /** @param flows in the order of the table; the limit of one is the bare subscriber with the same form */
    void publish(Results tables, String title, List<Flow> flows) {
        Table table = tables.table(
                title,
                "what",
                "until done, readings/s",
                "spread",
                "of the limit",
                "published, readings/s",
                "CPU us/reading",
                "broker's CPU us/reading",
                "RSS MB");
        for (Flow flow : flows) {
            table.add(
                    flow.name(),
                    Math.round(spread(flow, Flow.Result::perSecond).median()),
                    spread(flow, Flow.Result::perSecond).range(),
                    ratioToLimit(flow, flows),
                    Math.round(spread(flow, Flow.Result::publishedPerSecond).median()),
                    number(spread(flow, Flow.Result::serverMicros).median()),
                    number(spread(flow, Flow.Result::brokerMicros).median()),
                    number(spread(flow, Flow.Result::rssMaxMegabytes).most()));
        }
    }

    /** The median of the ratios of the same repetition. */
    private Object ratioToLimit(Flow flow, List<Flow> flows) {
        return flows.stream()
                .filter(other -> other.receiver() instanceof BareSubscriber && other.form() == flow.form())
                .findFirst()
                .map(limit -> number(ratio(of(flow), of(limit))))
                .orElse("");
    }

    private static double ratio(List<Flow.Result> these, List<Flow.Result> those) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(these.size(), those.size()); i++) {
            ratios.add(these.get(i).perSecond() / those.get(i).perSecond());
        }
        return Spread.of(ratios).median();
    }

    private Spread spread(Flow flow, ToDoubleFunction<Flow.Result> value) {
        return Spread.of(of(flow).stream().map(value::applyAsDouble).toList());
    }

    private List<Flow.Result> of(Flow flow) {
        return results.getOrDefault(flow, List.of());
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? value : "";
    }
}
