package dev.millrace.benchmarks.sealing;

import dev.millrace.benchmarks.data.LiveRows;
import dev.millrace.benchmarks.data.Range;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Ratios;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Turns with and without a seal beside, until nothing is left to be sealed. */
final class Turns {
    private static final Duration TURN = Duration.ofSeconds(5);

    /** A statement that has begun goes on when its sender stands still. */
    private static final Duration ONE_STATEMENT = Duration.ofMillis(1500);

    private static final int PAUSE_MILLIS = 50;
    private static final int LARGE_EVERY = 4;
    private static final String SEALS = "SELECT count() FROM millrace.traffic_hour FINAL WHERE is_seal = 1";

    private final Database database;
    private final Service reports;
    private final Service sealer;
    private final Site site;
    private final Range range;
    private final int insertRows;
    private final LiveRows rows = new LiveRows(1);
    private final InstantSource clock = InstantSource.system();
    private final Consumer<String> progress;
    private final Kind beside = new Kind();
    private final Kind quiet = new Kind();

    /** The measurements of all turns of a kind: all times, and the median of each turn. */
    private record Kind(List<Long> inserts, List<Long> reports, List<Long> insertMedians, List<Long> reportMedians) {
        Kind() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(List<Long> turnInserts, List<Long> turnReports) {
            inserts.addAll(turnInserts);
            reports.addAll(turnReports);
            insertMedians.add(median(turnInserts));
            reportMedians.add(median(turnReports));
        }

        private static long median(List<Long> micros) {
            return (long) (Sample.of(micros).percentileMillis(50) * 1000);
        }
    }

    Turns(Database database, Service reports, Service sealer, Site site, int insertRows, Consumer<String> progress) {
        this.database = database;
        this.reports = reports;
        this.sealer = sealer;
        this.site = site;
        this.range = site.last(Duration.ofHours(24));
        this.insertRows = insertRows;
        this.progress = progress;
    }

    void run(Results results, int busyPercent) throws IOException, InterruptedException {
        while (seals() < 24) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        long before = seals();
        long all = 24L * site.days() - 5;
        while (seals() < all) {
            turn(beside);
            sealer.pause();
            TimeUnit.MILLISECONDS.sleep(ONE_STATEMENT.toMillis());
            turn(quiet);
            progress.accept("%s of about %s hours are sealed".formatted(seals(), all));
            sealer.resume();
        }
        describe(results, busyPercent, seals() - before);
    }

    private long seals() throws IOException, InterruptedException {
        return database.admin().number(SEALS);
    }

    private void turn(Kind kind) throws IOException, InterruptedException {
        List<Long> inserts = new ArrayList<>();
        Loop inserter = Loop.start(TURN, PAUSE_MILLIS, number -> inserts.add(insert()));
        List<Long> answers = new ArrayList<>();
        Loop reporter = Loop.start(TURN, PAUSE_MILLIS, number -> answers.add(report(number)));
        inserter.join();
        reporter.join();
        kind.add(inserts, answers);
    }

    private long insert() throws IOException, InterruptedException {
        return database.ingest()
                .insert(
                        LiveRows.INSERT.replace("${table}", "traffic"),
                        rows.batch(insertRows, clock.instant()),
                        "bench-insert-" + UUID.randomUUID())
                .wallMicros();
    }

    private long report(int number) throws IOException, InterruptedException {
        long user = number % LARGE_EVERY == 0 ? site.largeUser(number) : site.typicalUser(number);
        return reports.get("/api/traffic/daily/%s?%s".formatted(user, range.parameters()))
                .wallMicros();
    }

    private void describe(Results results, int busyPercent, long hours) {
        Table table = results.table(
                "Beside a seal: %s hours sealed in %s turns of %s s, busy at most %s %%"
                        .formatted(hours, beside.insertMedians().size(), TURN.toSeconds(), busyPercent),
                "what",
                "turns",
                "number",
                "p50 ms",
                "p90 ms",
                "p99 ms",
                "max ms");
        add(table, String.format(Locale.ROOT, "inserts of %,d rows", insertRows), "quiet", quiet.inserts());
        add(table, String.format(Locale.ROOT, "inserts of %,d rows", insertRows), "sealing", beside.inserts());
        add(table, "reports over HTTP", "quiet", quiet.reports());
        add(table, "reports over HTTP", "sealing", beside.reports());
        Table ratios = results.table("Medians of neighbouring turns, sealing / quiet", "what", "median", "quartiles");
        Ratios inserts = Ratios.of(beside.insertMedians(), quiet.insertMedians());
        Ratios answers = Ratios.of(beside.reportMedians(), quiet.reportMedians());
        ratios.add("inserts", inserts.median(), inserts.quartiles());
        ratios.add("reports", answers.median(), answers.quartiles());
    }

    private static void add(Table table, String what, String turns, List<Long> micros) {
        Sample sample = Sample.of(micros);
        table.add(
                what,
                turns,
                sample.size(),
                sample.percentileMillis(50),
                sample.percentileMillis(90),
                sample.percentileMillis(99),
                sample.percentileMillis(100));
    }
}
