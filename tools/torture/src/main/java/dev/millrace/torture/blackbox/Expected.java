package dev.millrace.torture.blackbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The least and the most that each line of a report may say, and all of them together.
 *
 * @param <K> what it counts by
 */
final class Expected<K extends Comparable<K>> {
    private static final class Line {
        private long least;
        private long most;
        private final Set<Long> certainUsers = new HashSet<>();
        private final Set<Long> possibleUsers = new HashSet<>();
    }

    private final Map<K, Line> lines = new TreeMap<>();
    private final Line all = new Line();

    /** Adds what one id has in one place: at most one of the views, and for certain one if so said. */
    void add(List<View> views, Question<K> question, boolean isCertain) {
        List<View> asked = views.stream().filter(question::isAsked).toList();
        if (asked.isEmpty()) {
            return;
        }
        boolean isInAnyCase = isCertain && asked.size() == views.size();
        all.most++;
        if (isInAnyCase) {
            all.least++;
        }
        Set<K> keys = new TreeSet<>();
        Set<Long> users = new HashSet<>();
        for (View view : asked) {
            K key = question.key().apply(view);
            Line line = lines.computeIfAbsent(key, _ -> new Line());
            if (keys.add(key)) {
                line.most++;
            }
            line.possibleUsers.add(view.user());
            users.add(view.user());
        }
        if (isInAnyCase && keys.size() == 1) {
            Line line = lines.computeIfAbsent(keys.iterator().next(), _ -> new Line());
            line.least++;
            if (users.size() == 1) {
                line.certainUsers.addAll(users);
            }
        }
    }

    /** Compares an answer line by line; returns the deviations. */
    List<Deviation> compare(Map<K, Count> answer) {
        List<Deviation> wrong = new ArrayList<>();
        long sum = 0;
        Set<K> keys = new TreeSet<>(lines.keySet());
        keys.addAll(answer.keySet());
        for (K key : keys) {
            Line line = lines.getOrDefault(key, new Line());
            Count count = answer.getOrDefault(key, Count.NONE);
            sum += count.views();
            Deviation.of(key.toString(), count.views(), line.least, line.most).ifPresent(wrong::add);
            if (count.users() >= 0) {
                Optional<Deviation> users = Deviation.of(
                        key + " (users)", count.users(), line.certainUsers.size(), line.possibleUsers.size());
                users.ifPresent(wrong::add);
            }
        }
        if (wrong.isEmpty()) {
            Deviation.of("all lines", sum, all.least, all.most).ifPresent(wrong::add);
        }
        return wrong;
    }

    /** Returns true if only one answer is right. */
    boolean isExact() {
        return all.least == all.most && lines.values().stream().allMatch(line -> line.least == line.most);
    }

    /** Returns the right answer, if there is only one. */
    long least() {
        return all.least;
    }
}
