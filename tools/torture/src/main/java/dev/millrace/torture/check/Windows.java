package dev.millrace.torture.check;

import dev.millrace.torture.journal.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Windows of readings, counted one by one. */
final class Windows {
    /** Orders readings of one instant as reports do. */
    private static final Comparator<Reading> IN_TIME = Comparator.<Reading>comparingLong(
                    reading -> reading.at().millis())
            .thenComparing(reading -> reading.at().sensor());

    private Windows() {}

    /** Computes for each sensor its windows of that length; with 0 a single one that starts with its first reading. */
    static List<String> ofSensors(List<Reading> readings, long lengthMillis) {
        List<String> windows = new ArrayList<>();
        by(readings, reading -> reading.at().sensor())
                .forEach((sensor, ofSensor) ->
                        of(ofSensor, lengthMillis).forEach(window -> windows.add(sensor + " " + window)));
        return windows;
    }

    /** Computes the windows of all these readings together. */
    static List<String> of(List<Reading> readings, long lengthMillis) {
        List<String> windows = new ArrayList<>();
        by(
                        readings,
                        reading -> lengthMillis == 0
                                ? 0
                                : Math.floorDiv(reading.at().millis(), lengthMillis))
                .forEach((number, inWindow) -> {
                    List<Reading> sorted = inWindow.stream().sorted(IN_TIME).toList();
                    long start = lengthMillis == 0 ? sorted.getFirst().at().millis() : number * lengthMillis;
                    windows.add(text(start, sorted));
                });
        return windows;
    }

    private static <K extends Comparable<K>> Map<K, List<Reading>> by(
            List<Reading> readings, Function<Reading, K> key) {
        return readings.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private static String text(long start, List<Reading> sorted) {
        var values = sorted.stream().mapToDouble(Reading::value).summaryStatistics();
        return text(
                Instant.ofEpochMilli(start).toString(),
                values.getCount(),
                values.getMin(),
                values.getMax(),
                values.getSum(),
                sorted.getFirst().value(),
                sorted.getLast().value());
    }

    static String text(String start, long count, double min, double max, double sum, double first, double last) {
        return "%s count %s min %s max %s sum %s first %s last %s".formatted(start, count, min, max, sum, first, last);
    }
}
