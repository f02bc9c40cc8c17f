package dev.millrace.simulator.sensor.verify;

import dev.millrace.simulator.sensor.Window;
import dev.millrace.simulator.sensor.WindowSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares lists of windows. */
public final class Comparison {
    private Comparison() {}

    /** Returns all differences; none if the lists are equal in every bit and in their order. */
    public static List<Difference> of(WindowSize size, List<Window> expected, List<Window> reported) {
        if (areEqual(expected, reported)) {
            return List.of();
        }
        List<Difference> differences = new ArrayList<>();
        Map<String, Window> rest = new LinkedHashMap<>();
        for (Window window : reported) {
            if (rest.put(key(size, window), window) != null) {
                differences.add(new Difference(key(size, window), "one window", "two", false));
            }
        }
        for (Window window : expected) {
            @Nullable Window answer = rest.remove(key(size, window));
            if (answer == null) {
                differences.add(new Difference(key(size, window), window.values(), Difference.NONE, true));
            } else if (!answer.matches(window)) {
                // With as many readings it may still be the correction of one that is under way.
                boolean onlyLacks = answer.count() <= window.count();
                differences.add(new Difference(key(size, window), window.values(), answer.values(), onlyLacks));
            }
        }
        rest.forEach((key, window) -> differences.add(new Difference(key, Difference.NONE, window.values(), false)));
        if (differences.isEmpty()) {
            differences.add(new Difference(size.path(), "windows by sensor and start", "another order", false));
        }
        return differences;
    }

    private static boolean areEqual(List<Window> expected, List<Window> reported) {
        boolean equal = expected.size() == reported.size();
        for (int i = 0; equal && i < expected.size(); i++) {
            equal = expected.get(i).matches(reported.get(i));
        }
        return equal;
    }

    private static String key(WindowSize size, Window window) {
        return "%s of %s%s".formatted(size.path(), window.of(), size == WindowSize.ALL ? "" : ", " + window.start());
    }
}
