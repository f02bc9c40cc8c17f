package dev.millrace.benchmarks.ingest;

import dev.millrace.benchmarks.data.LiveRows;
import java.time.InstantSource;
import java.util.List;

/** Views that have just happened. */
final class Views implements Subject {
    private static final Variant AS_IT_IS =
            new Variant("AS_IT_IS", "traffic", "as Millrace has it: view and index", List.of());
    // A view reads one table, so that the copies have none.
    private static final Variant NO_VIEW = new Variant(
            "NO_VIEW",
            "bench_no_view",
            "without the view",
            List.of("CREATE TABLE millrace.bench_no_view AS millrace.traffic"));
    private static final Variant NO_VIEW_AGAIN = new Variant(
            "NO_VIEW_AGAIN",
            "bench_no_view_again",
            "without the view, once more",
            List.of("CREATE TABLE millrace.bench_no_view_again AS millrace.traffic"));
    private static final Variant NEITHER = new Variant(
            "NEITHER",
            "bench_neither",
            "without view and index",
            List.of(
                    "CREATE TABLE millrace.bench_neither AS millrace.traffic",
                    "ALTER TABLE millrace.bench_neither DROP INDEX by_request_id"));

    private final InstantSource clock = InstantSource.system();
    private final LiveRows rows;

    Views(long seed) {
        rows = new LiveRows(seed);
    }

    @Override
    public List<Variant> variants() {
        return List.of(AS_IT_IS, NO_VIEW, NO_VIEW_AGAIN, NEITHER);
    }

    @Override
    public List<Pair> pairs() {
        return List.of(
                new Pair("view: with / without", AS_IT_IS, NO_VIEW),
                new Pair("view: with / without, the other copy", AS_IT_IS, NO_VIEW_AGAIN),
                new Pair("noise: equal tables", NO_VIEW_AGAIN, NO_VIEW),
                new Pair("index of request ids: with / without", NO_VIEW, NEITHER));
    }

    @Override
    public String insert() {
        return LiveRows.INSERT;
    }

    @Override
    public String raiseBound() {
        return "INSERT INTO millrace.traffic_bound SELECT toStartOfHour(now('UTC') - INTERVAL 130 MINUTE)";
    }

    @Override
    public String marks() {
        return "millrace.traffic_mark";
    }

    @Override
    public byte[] batch(int count) {
        return rows.batch(count, clock.instant());
    }
}
