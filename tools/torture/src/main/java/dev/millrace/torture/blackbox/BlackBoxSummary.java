package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Adds up all rounds so far by setting. */
final class BlackBoxSummary {
    private final Map<Setting, List<RoundResult>> rounds = new EnumMap<>(Setting.class);

    void add(RoundResult result) {
        rounds.computeIfAbsent(result.setting(), _ -> new ArrayList<>()).add(result);
    }

    boolean isGood() {
        return rounds.values().stream().flatMap(List::stream).allMatch(RoundResult::isGood);
    }

    /** A table with a column for each setting. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(line("", setting -> setting.toString()));
        lines.add("|---" + "|---:".repeat(rounds.size()) + "|");
        lines.add(line("rounds", setting -> Integer.toString(of(setting).size())));
        lines.add(line("rounds that failed", setting -> sum(setting, round -> round.isGood() ? 0 : 1)));
        Arrays.stream(Tally.What.values())
                .map(what -> line(
                        what.title(),
                        setting -> sum(setting, round -> round.tally().get(what))))
                .forEach(lines::add);
        return String.join("\n", lines);
    }

    private interface Cell {
        String of(Setting setting);
    }

    private String line(String title, Cell cell) {
        return rounds.keySet().stream().map(cell::of).collect(Collectors.joining(" | ", "| " + title + " | ", " |"));
    }

    private String sum(Setting setting, ToLongFunction<RoundResult> number) {
        return String.format(
                Locale.ROOT, "%,d", of(setting).stream().mapToLong(number).sum());
    }

    private List<RoundResult> of(Setting setting) {
        return rounds.getOrDefault(setting, List.of());
    }
}
