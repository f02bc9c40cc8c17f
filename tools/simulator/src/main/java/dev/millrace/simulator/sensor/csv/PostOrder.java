package dev.millrace.simulator.sensor.csv;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The order in which the lines of a file are posted. Of lines with the same time the later one is posted later, so that it wins. */
enum PostOrder {
    FILE,
    RANDOM;

    /** @param seed of the random order; the same seed makes the same order of the same file */
    List<CsvLine.Point> apply(List<CsvLine.Point> points, long seed) {
        return switch (this) {
            case FILE -> points;
            case RANDOM -> shuffled(points, new Random(seed));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<CsvLine.Point> shuffled(List<CsvLine.Point> points, Random random) {
        List<CsvLine.Point> shuffled = new ArrayList<>(points);
        Collections.shuffle(shuffled, random);
        Map<Long, Deque<CsvLine.Point>> ofOneTime = new HashMap<>();
        points.forEach(point -> ofOneTime
                .computeIfAbsent(point.tsMillis(), _ -> new ArrayDeque<>(1))
                .add(point));
        shuffled.replaceAll(point -> {
            @Nullable Deque<CsvLine.Point> left = ofOneTime.get(point.tsMillis());
            return left == null ? point : left.remove();
        });
        return shuffled;
    }
}
