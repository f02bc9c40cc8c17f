package dev.millrace.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.millrace.torture.check.Finding.Kind;
import dev.millrace.torture.journal.Outcome;
import dev.millrace.torture.round.RoundResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Collects all rounds of a run, by scenario. */
final class Summary {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Map<String, List<RoundResult>> byScenario = new LinkedHashMap<>();

    void add(RoundResult result) {
        byScenario.computeIfAbsent(result.scenario(), _ -> new ArrayList<>()).add(result);
    }

    boolean isGood() {
        return all().stream().allMatch(RoundResult::isGood);
    }

    /** A table with a line for each scenario, and what stopped those that did not run. */
    String markdown() {
        StringBuilder text = new StringBuilder("""
                | scenario | rounds | failed | events acknowledged (memory / disk / replicated / stored) | refused | in doubt | lost | doubled | unexplained | other | faults that struck |
                |---|---|---|---|---|---|---|---|---|---|---|
                """);
        byScenario.forEach((name, rounds) -> text.append(line(name, rounds)).append('\n'));
        text.append(line("**all**", all())).append('\n');
        byScenario.forEach((name, rounds) -> rounds.stream()
                .map(RoundResult::skipped)
                .filter(reason -> !reason.isEmpty())
                .distinct()
                .forEach(reason -> text.append("\n`%s` did not run: %s\n".formatted(name, reason))));
        return text.toString();
    }

    private static String line(String name, List<RoundResult> rounds) {
        Map<String, Long> strikes = new TreeMap<>();
        rounds.forEach(round -> round.strikes().forEach((what, times) -> strikes.merge(what, times, Long::sum)));
        long struck = strikes.values().stream().mapToLong(Long::longValue).sum();
        long lost = count(rounds, Kind.LOST);
        long doubled = count(rounds, Kind.DOUBLED);
        long unexplained = count(rounds, Kind.UNEXPLAINED);
        long other = rounds.stream().mapToLong(round -> round.findings().size()).sum() - lost - doubled - unexplained;
        long destroyed = rounds.stream().mapToLong(RoundResult::explained).sum();
        if (destroyed > 0) {
            strikes.put("acknowledged views destroyed on purpose", destroyed);
        }
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %,d / %,d / %,d / %,d | %,d | %,d | %s | %s | %s | %s | %s |",
                name,
                rounds.stream().filter(round -> round.skipped().isEmpty()).count(),
                rounds.stream().filter(round -> !round.isGood()).count(),
                events(rounds, Outcome.MEMORY),
                events(rounds, Outcome.DISK),
                events(rounds, Outcome.REPLICATED),
                    events(rounds, Outcome.STORED),
                events(rounds, Outcome.REFUSED),
                events(rounds, Outcome.DOUBT, Outcome.RESET, Outcome.TIMEOUT),
                lost,
                doubled,
                unexplained,
                other,
                name.startsWith("**")
                        ? "%s".formatted(struck)
                        : strikes.entrySet().stream()
                                .map(strike ->
                                        String.format(Locale.ROOT, "%s: %,d", strike.getKey(), strike.getValue()))
                                .collect(Collectors.joining("; ")));
    }

    private static long count(List<RoundResult> rounds, Kind kind) {
        return rounds.stream().mapToLong(round -> round.count(kind)).sum();
    }

    private static long events(List<RoundResult> rounds, Outcome... outcomes) {
        return rounds.stream()
                .mapToLong(round -> List.of(outcomes).stream()
                        .mapToLong(outcome -> round.events().getOrDefault(outcome, 0L))
                        .sum())
                .sum();
    }

    private List<RoundResult> all() {
        return byScenario.values().stream().flatMap(List::stream).toList();
    }

    /** Writes every round with all details as JSON. */
    String json() {
        return json(values());
    }

    /** Writes every round, and further values, as JSON. */
    String json(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rounds", values());
        all.putAll(more);
        return json((Object) all);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<Map<String, Object>> values() {
        List<Map<String, Object>> rounds = new ArrayList<>();
        for (RoundResult round : all()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("scenario", round.scenario());
            one.put("seed", round.seed());
            one.put("millis", round.took().toMillis());
            one.put("skipped", round.skipped());
            one.put("events", round.events());
            one.put("certain", round.certain());
            one.put("destroyed", round.explained());
            one.put("reports", round.reports());
            one.put("counters", round.counters());
            one.put("strikes", round.strikes());
            one.put("findings", round.findings().stream().map(Object::toString).toList());
            rounds.add(one);
        }
        return rounds;
    }
}
