package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.benchmarks.server.QueryLog;
import dev.millrace.benchmarks.server.QueryLog.SealStatement;
import dev.millrace.processes.Database;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Waits until the service has sealed all hours that are old enough, and measures that. */
final class Sealing {
    private static final int PROGRESS_EVERY_SECONDS = 15;
    private static final String HOURS_WITH_ROWS = """
            SELECT uniqExact(toStartOfHour(created_at)) FROM millrace.traffic WHERE created_at < fromUnixTimestamp64Milli(${bound})
            """;
    private static final String ROWS =
            "SELECT count() FROM millrace.traffic WHERE created_at < fromUnixTimestamp64Milli(${bound})";

    private final Database database;
    private final Site site;
    private final long boundMillis;
    private final Consumer<String> progress;
    private final Results results;

    Sealing(Database database, Site site, Duration lateness, Consumer<String> progress, Results results) {
        this.database = database;
        this.site = site;
        this.boundMillis =
                site.end().minus(lateness).truncatedTo(ChronoUnit.HOURS).toEpochMilli();
        this.progress = progress;
        this.results = results;
    }

    void await() throws IOException, InterruptedException {
        long hours = database.admin().number(HOURS_WITH_ROWS.replace("${bound}", Long.toString(boundMillis)));
        long start = System.nanoTime();
        while (unsealed() > 0) {
            TimeUnit.SECONDS.sleep(1);
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            if (seconds % PROGRESS_EVERY_SECONDS == 0) {
                progress.accept("%s of %s hours to seal after %s s".formatted(unsealed(), hours, seconds));
            }
        }
        describe(hours);
    }

    private long unsealed() throws IOException, InterruptedException {
        return database.admin().number("""
                SELECT uniqExact(toStartOfHour(created_at)) FROM millrace.traffic WHERE created_at < fromUnixTimestamp64Milli(%s)
                AND toStartOfHour(created_at) NOT IN (SELECT hour FROM millrace.traffic_hour FINAL WHERE is_seal = 1)
                """.formatted(boundMillis));
    }

    private void describe(long hours) throws IOException, InterruptedException {
        long rows = database.admin().number(ROWS.replace("${bound}", Long.toString(boundMillis)));
        List<SealStatement> all = new QueryLog(database).seals();
        Table table = results.table(
                String.format(Locale.ROOT, "Sealing %,d hours of %s rows", hours, Counts.text(site.rows())),
                "statements",
                "number",
                "p50 ms",
                "p99 ms",
                "max ms",
                "ms an hour",
                "rows read / rows of the hours",
                "most memory MiB");
        Stream.of("users", "site", "seal", "marks, versions", "all").forEach(kind -> {
            List<SealStatement> some = all.stream()
                    .filter(statement -> kind.equals("all") || kind.equals(statement.kind()))
                    .toList();
            Sample times = Sample.of(some.stream().map(SealStatement::micros).toList());
            table.add(
                    kind,
                    times.size(),
                    times.percentileMillis(50),
                    times.percentileMillis(99),
                    times.percentileMillis(100),
                    times.totalMillis() / hours,
                    some.stream().mapToLong(SealStatement::readRows).sum() / (double) rows,
                    some.stream().mapToLong(SealStatement::memoryBytes).max().orElse(0) >> 20);
        });
    }
}
