package dev.millrace.processes;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** The values of {@code /prometheus} at one moment. */
public final class Scrape {
    private final Map<String, Double> values = new HashMap<>();

    /** Reads an answer of {@code /prometheus} that another client received, perhaps with a key. */
    public Scrape(String text) {
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
    }

    /** Asks. */
    public static Scrape of(Service service) throws IOException, InterruptedException {
        return new Scrape(service.get("/prometheus").body());
    }

    /**
     * The sum over all series of a metric that have all of these labels; empty if there is none.
     *
     * @param labels like {@code outcome="stored"}
     */
    public OptionalDouble sum(String metric, String... labels) {
        DoubleStream found = values.entrySet().stream()
                .filter(series ->
                        isOf(series.getKey(), metric) && Arrays.stream(labels).allMatch(series.getKey()::contains))
                .mapToDouble(Map.Entry::getValue);
        double[] all = found.toArray();
        return all.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(all).sum());
    }

    /** Returns the number of series of all metrics. */
    public int series() {
        return values.size();
    }

    private static boolean isOf(String series, String metric) {
        return series.equals(metric) || series.startsWith(metric + "{");
    }
}
