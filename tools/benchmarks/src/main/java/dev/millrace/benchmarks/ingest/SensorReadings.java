package dev.millrace.benchmarks.ingest;

import dev.millrace.benchmarks.load.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Readings of 10,000 sensors, of one hour that is over but counts as not sealed yet: so none is late, and the hour can be sealed afterwards.
 */
final class SensorReadings implements Subject {
    /** The most readings that fit into the hour, of all sensors. */
    static final long MOST = 35_000_000;

    private static final int HOURS_AGO = 5;
    private static final Variant AS_IT_IS =
            new Variant("AS_IT_IS", "sensor_reading", "as Millrace has it: with the view", List.of());
    private static final Variant NO_VIEW = new Variant(
            "NO_VIEW",
            "bench_no_view",
            "without the view",
            List.of("CREATE TABLE millrace.bench_no_view AS millrace.sensor_reading"));
    private static final Variant NO_VIEW_AGAIN = new Variant(
            "NO_VIEW_AGAIN",
            "bench_no_view_again",
            "without the view, once more",
            List.of("CREATE TABLE millrace.bench_no_view_again AS millrace.sensor_reading"));

    private final Instant hour;
    private final long seed;
    private long next;

    SensorReadings(long seed, Instant now) {
        this.seed = seed;
        this.hour = now.truncatedTo(ChronoUnit.HOURS).minus(HOURS_AGO, ChronoUnit.HOURS);
    }

    /** The hour of all of them. */
    Instant hour() {
        return hour;
    }

    @Override
    public List<Variant> variants() {
        return List.of(AS_IT_IS, NO_VIEW, NO_VIEW_AGAIN);
    }

    @Override
    public List<Pair> pairs() {
        return List.of(
                new Pair("view: with / without", AS_IT_IS, NO_VIEW),
                new Pair("view: with / without, the other copy", AS_IT_IS, NO_VIEW_AGAIN),
                new Pair("noise: equal tables", NO_VIEW_AGAIN, NO_VIEW));
    }

    @Override
    public String insert() {
        return "INSERT INTO millrace.${table} FORMAT RowBinary";
    }

    @Override
    public String raiseBound() {
        return "INSERT INTO millrace.sensor_reading_bound SELECT toDateTime(%s, 'UTC')"
                .formatted(hour.getEpochSecond());
    }

    @Override
    public String marks() {
        return "millrace.sensor_reading_mark";
    }

    @Override
    public byte[] batch(int rows) {
        byte[] batch = Kind.READINGS.rowBinary(seed, next, rows, hour.plus(1, ChronoUnit.HOURS));
        next += rows;
        return batch;
    }
}
