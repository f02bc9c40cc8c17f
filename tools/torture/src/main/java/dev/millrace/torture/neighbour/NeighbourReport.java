package dev.millrace.torture.neighbour;

import dev.millrace.torture.neighbour.difficult.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the results as Markdown: a line for each difficult client, with all stages in which it took part. */
final class NeighbourReport {
    private static final String HEAD = """
            | client | seconds | requests | answers by status | ended without | honest posts p50, p99 (ms) | times the p99 alone | until stored p99 | reports p99 | /health p99, most | honest 503 | most RSS (MB) |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final List<Stage> stages = new ArrayList<>();
    private final Stage alone;

    /**
     * Begins.
     *
     * @param alone the first stage, of the honest ones alone
     */
    NeighbourReport(Stage alone) {
        this.alone = alone;
    }

    void add(Stage stage) {
        stages.add(stage);
    }

    String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append(line("honest ones alone, before", List.of(alone)));
        Map<String, List<Stage>> byClient = new TreeMap<>();
        stages.forEach(stage -> stage.clients()
                .keySet()
                .forEach(name ->
                        byClient.computeIfAbsent(name, _ -> new ArrayList<>()).add(stage)));
        byClient.forEach((name, with) -> text.append(line(name, with)));
        List<Stage> after =
                stages.stream().filter(stage -> stage.clients().isEmpty()).toList();
        if (!after.isEmpty()) {
            text.append(line("honest ones alone, after", after));
        }
        return text.toString();
    }

    private String line(String name, List<Stage> with) {
        Latencies posts = new Latencies();
        Latencies stored = new Latencies();
        Latencies reports = new Latencies();
        Latencies health = new Latencies();
        for (Stage stage : with) {
            posts.addAll(stage.honest().posts());
            stored.addAll(stage.honest().stored());
            reports.addAll(stage.honest().reports());
            health.addAll(stage.honest().health());
        }
        List<Tally> tallies = with.stream().map(stage -> stage.of(name)).toList();
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %,d | %s | %,d | %s, %s | %.1f | %s | %s | %s, %s | %,d of %,d | %s |%n",
                name,
                with.stream()
                        .mapToDouble(stage -> stage.length().toMillis() / 1000.0)
                        .sum(),
                tallies.stream().mapToLong(Tally::requests).sum(),
                answers(tallies),
                tallies.stream().mapToLong(Tally::endedWithoutAnswer).sum(),
                millis(posts.percentile(50)),
                millis(posts.percentile(99)),
                posts.percentile(99).toNanos() / timeAlone(),
                millis(stored.percentile(99)),
                millis(reports.percentile(99)),
                millis(health.percentile(99)),
                millis(health.percentile(100)),
                with.stream().mapToLong(stage -> stage.honest().refused()).sum(),
                with.stream().mapToLong(stage -> stage.honest().requests()).sum(),
                with.stream().mapToLong(Stage::mostMegabytes).max().orElse(0));
    }

    private double timeAlone() {
        return (double) Math.max(1, alone.honest().posts().percentile(99).toNanos());
    }

    private static String answers(List<Tally> tallies) {
        Map<Integer, Long> sums = new TreeMap<>();
        tallies.forEach(tally -> tally.answers().forEach((status, count) -> sums.merge(status, count, Long::sum)));
        return sums.entrySet().stream()
                .map(sum -> String.format(Locale.ROOT, "%s: %,d", sum.getKey(), sum.getValue()))
                .collect(Collectors.joining("; "));
    }

    static String millis(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%,.0f", millis);
    }
}
