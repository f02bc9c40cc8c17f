package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Collects the measurements of one load, by contender. Not thread-safe. */
final class Scores {
    private final Map<Contender, List<Turn.Result>> results = new LinkedHashMap<>();

    Scores(List<Contender> contenders) {
        contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
    }

    void add(Contender contender, Turn.Result result) {
        of(contender).add(result);
    }

    void publish(Results tables, String title) {
        Optional<Contender> limit = results.keySet().stream()
                .filter(contender -> contender.role() == Contender.Role.LIMIT)
                .max(Comparator.comparingDouble(contender -> median(contender, Measurement::perSecond)));
        Table table = tables.table(
                title,
                "what",
                "events/s",
                "spread",
                "of the limit",
                "until stored, events/s",
                "p50 ms",
                "p99 ms",
                "CPU us/event",
                "generator's core",
                "RSS MB",
                "failed",
                "wrong");
        for (Contender contender : results.keySet()) {
            table.add(
                    contender.name(),
                    Math.round(median(contender, Measurement::perSecond)),
                    spread(contender, Measurement::perSecond).range(),
                    limit.map(best -> number(ratio(contender, best))).orElse(""),
                    number(median(contender, Measurement::storedPerSecond)),
                    number(median(contender, Measurement::p50Millis)),
                    number(median(contender, Measurement::p99Millis)),
                    number(median(contender, Measurement::serverMicros)),
                    number(median(contender, Measurement::generatorShare)),
                    number(spread(contender, Measurement::rssMaxMegabytes).most()),
                    of(contender).stream()
                            .mapToLong(result -> result.measurement().failed())
                            .sum(),
                    of(contender).stream()
                            .mapToLong(result -> result.findings().size())
                            .sum());
        }
        publishRatios(tables, title);
        publishRuns(tables, title);
    }

    /** Publishes how many times as fast each Millrace contender is as each other one, by pairs of the same repetition. */
    private void publishRatios(Results tables, String title) {
        List<Contender> ours = results.keySet().stream()
                .filter(contender -> contender.role() == Contender.Role.MILLRACE)
                .toList();
        if (ours.isEmpty() || results.size() == ours.size()) {
            return;
        }
        Table table = tables.table(
                title + ", how many times as fast",
                Stream.concat(Stream.of("as"), ours.stream().map(Contender::name))
                        .toArray(String[]::new));
        for (Contender other : results.keySet()) {
            if (other.role() != Contender.Role.MILLRACE) {
                table.add(Stream.concat(Stream.of(other.name()), ours.stream().map(mine -> number(ratio(mine, other))))
                        .toArray());
            }
        }
    }

    private void publishRuns(Results tables, String title) {
        Table runs = tables.tableForPrograms(
                title + ", runs",
                "what",
                "repetition",
                "events/s",
                "until stored, events/s",
                "p50 ms",
                "p99 ms",
                "acknowledged requests",
                "failed requests",
                "CPU us/event",
                "generator's core",
                "RSS MB");
        results.forEach((contender, list) -> {
            for (int i = 0; i < list.size(); i++) {
                Measurement run = list.get(i).measurement();
                runs.add(
                        contender.name(),
                        i + 1,
                        number(run.perSecond()),
                        number(run.storedPerSecond()),
                        number(run.p50Millis()),
                        number(run.p99Millis()),
                        run.acknowledged(),
                        run.failed(),
                        number(run.serverMicros()),
                        number(run.generatorShare()),
                        number(run.rssMaxMegabytes()));
            }
        });
    }

    /** The median of the ratios of each repetition. */
    private double ratio(Contender one, Contender other) {
        List<Turn.Result> these = of(one);
        List<Turn.Result> those = of(other);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(these.size(), those.size()); i++) {
            ratios.add(these.get(i).measurement().perSecond()
                    / those.get(i).measurement().perSecond());
        }
        return Spread.of(ratios).median();
    }

    private double median(Contender contender, ToDoubleFunction<Measurement> value) {
        return spread(contender, value).median();
    }

    private Spread spread(Contender contender, ToDoubleFunction<Measurement> value) {
        return Spread.of(of(contender).stream()
                .map(result -> value.applyAsDouble(result.measurement()))
                .toList());
    }

    private List<Turn.Result> of(Contender contender) {
        List<Turn.Result> list = results.get(contender);
        if (list == null) {
            throw new IllegalArgumentException(contender.name() + " does not take part");
        }
        return list;
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? value : "";
    }
}
