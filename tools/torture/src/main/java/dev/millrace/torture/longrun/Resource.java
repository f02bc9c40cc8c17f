package dev.millrace.torture.longrun;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Records one resource over time. It counts as growing if its median grows from the second quarter of the run to the third and to the last,
 * and by more in total than is usual for it.
 */
final class Resource {
    private static final int FEWEST = 24;
    private static final double USUAL_SHARE = 0.2;

    private final String name;
    private final double usual;
    private final double unit;
    private final List<Double> samples = new ArrayList<>();

    /**
     * @param usual how much it may grow beside a fifth, in the unit
     * @param unit what a sample is divided by
     */
    Resource(String name, double usual, double unit) {
        this.name = name;
        this.usual = usual;
        this.unit = unit;
    }

    void add(double sample) {
        samples.add(sample / unit);
    }

    String name() {
        return name;
    }

    /** The verdict. */
    enum Growth {
        /** The resource is steady. */
        STEADY("steady"),
        /** The resource grows without end. */
        GROWS("GROWS"),
        /** Too few samples. */
        UNKNOWN("too short to say");

        final String words;

        Growth(String words) {
            this.words = words;
        }
    }

    Growth growth() {
        if (samples.size() < FEWEST) {
            return Growth.UNKNOWN;
        }
        double second = median(1);
        double third = median(2);
        double last = median(3);
        boolean isMore = last > second * (1 + USUAL_SHARE) + usual;
        return isMore && third > second && last > third ? Growth.GROWS : Growth.STEADY;
    }

    /** The median of a quarter, 0 to 3. */
    double median(int quarter) {
        int size = samples.size();
        List<Double> part = samples.subList(size * quarter / 4, Math.max(size * (quarter + 1) / 4, size * quarter / 4));
        return part.isEmpty()
                ? 0
                : part.stream().sorted().skip(part.size() / 2).findFirst().orElse(0.0);
    }

    double first() {
        return samples.isEmpty() ? 0 : samples.getFirst();
    }

    double middle() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() / 2);
    }

    double last() {
        return samples.isEmpty() ? 0 : samples.getLast();
    }

    double most() {
        return samples.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    String markdown() {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %s |",
                name,
                first(),
                middle(),
                last(),
                most(),
                median(1),
                median(3),
                growth().words);
    }
}
