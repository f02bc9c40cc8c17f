package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import java.util.List;

/** Measures how much longer the same report takes among more rows. */
final class Growth {
    private Growth() {}

    static void compare(List<ReportsRun> runs, Results results) {
        for (int i = 1; i < runs.size(); i++) {
            ReportsRun less = runs.get(i - 1);
            ReportsRun more = runs.get(i);
            Table table = results.table(
                    "From %s to %s rows: server time of a daily report"
                            .formatted(
                                    Counts.text(less.site().rows()),
                                    Counts.text(more.site().rows())),
                    "user",
                    "p50",
                    "p90",
                    "p99");
            less.daily().forEach((user, before) -> {
                Sample after = more.daily().getOrDefault(user, before);
                table.add(user, ratio(before, after, 50), ratio(before, after, 90), ratio(before, after, 99));
            });
        }
    }

    private static double ratio(Sample before, Sample after, int percent) {
        return after.percentileMillis(percent) / before.percentileMillis(percent);
    }
}
