package dev.millrace.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a report may say that was made while facts changed. It may read each hour as that was at another moment between its beginning and its
 * end, but what one statement moved from one hour to another it sees in one of them: both hours as before it, or both as after it.
 */
final class Mixes<K, V> {
    /** More are not tried: then the report is not judged. */
    private static final int MOST = 200_000;

    /** Cells that changed together behind a moment. */
    private record Move(int before, Set<Object> cells) {}

    private final Question<K, V> question;
    private final List<Map<Object, Map<K, V>>> moments = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();

    Mixes(Question<K, V> question) {
        this.question = question;
    }

    /**
     * Adds the facts of the next moment.
     *
     * @param moved groups of cells each of which the statement before it changed together
     */
    void add(Map<K, V> facts, List<Set<Object>> moved) {
        Map<Object, Map<K, V>> cells = new HashMap<>();
        facts.forEach((key, fact) -> {
            if (question.concerns(key, fact)) {
                cells.computeIfAbsent(question.cell(key), _ -> new HashMap<>()).put(key, fact);
            }
        });
        if (moments.isEmpty()) {
            moments.add(cells);
        } else if (!moments.getLast().equals(cells)) {
            moments.add(cells);
            moved.forEach(group -> moves.add(new Move(moments.size() - 2, group)));
        }
    }

    /** True if one of them, or one that cannot be told, gives the answer. */
    boolean isPossible(String answer) {
        Set<Object> changed = changed();
        List<Object> cells = new ArrayList<>(changed);
        if (Math.pow(moments.size(), cells.size()) > MOST) {
            return true;
        }
        Map<K, V> fixed = new HashMap<>();
        moments.getFirst().forEach((cell, facts) -> {
            if (!changed.contains(cell)) {
                fixed.putAll(facts);
            }
        });
        return anyMatch(
                cells, new HashMap<>(), fixed, facts -> question.expected(facts).equals(answer));
    }

    private Set<Object> changed() {
        Set<Object> all = new LinkedHashSet<>();
        moments.forEach(moment -> all.addAll(moment.keySet()));
        Map<Object, Set<Map<K, V>>> contents = new HashMap<>();
        for (Map<Object, Map<K, V>> moment : moments) {
            for (Object cell : all) {
                contents.computeIfAbsent(cell, _ -> new HashSet<>()).add(moment.getOrDefault(cell, Map.of()));
            }
        }
        all.removeIf(cell -> contents.getOrDefault(cell, Set.of()).size() == 1);
        return all;
    }

    private boolean anyMatch(
            List<Object> left, Map<Object, Integer> chosen, Map<K, V> facts, Predicate<Map<K, V>> predicate) {
        if (left.isEmpty()) {
            return predicate.test(facts);
        }
        Object cell = left.getFirst();
        for (int moment = 0; moment < moments.size(); moment++) {
            chosen.put(cell, moment);
            if (keepsMovesTogether(chosen)) {
                Map<K, V> more = new HashMap<>(facts);
                more.putAll(moments.get(moment).getOrDefault(cell, Map.of()));
                if (anyMatch(left.subList(1, left.size()), chosen, more, predicate)) {
                    return true;
                }
            }
        }
        chosen.remove(cell);
        return false;
    }

    private boolean keepsMovesTogether(Map<Object, Integer> chosen) {
        for (Move move : moves) {
            Set<Boolean> sides = new HashSet<>();
            chosen.forEach((cell, moment) -> {
                if (move.cells().contains(cell)) {
                    sides.add(moment > move.before());
                }
            });
            if (sides.size() > 1) {
                return false;
            }
        }
        return true;
    }

    /** What was there at each moment. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map<Object, Map<K, V>> moment : moments) {
            Map<String, Map<K, V>> sorted = new TreeMap<>();
            moment.forEach((cell, facts) -> sorted.put(cell.toString(), facts));
            text.append(sorted).append('\n');
        }
        return text.append("moves ").append(moves).toString();
    }
}
