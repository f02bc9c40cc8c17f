package dev.millrace.benchmarks.extra;

import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.contenders.Account;
import dev.millrace.benchmarks.data.LiveRows;
import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.Usage;
import dev.millrace.benchmarks.load.Wrk;
import dev.millrace.benchmarks.load.WrkReport;
import dev.millrace.processes.Counters;
import dev.millrace.processes.Database;
import dev.millrace.processes.Launch;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results of an outage of ClickHouse.
 *
 * @param events that were acknowledged while ClickHouse was away
 * @param drainSeconds from the start of the process until the buffer was empty; it begins to drain before it is ready
 * @param drainedPerSecond from ready until the buffer was empty
 * @param bufferBytes of each event in the buffer's files
 * @param findings events that were lost
 */
record Outage(
        long events,
        double filledPerSecond,
        double readySeconds,
        double drainSeconds,
        double drainedPerSecond,
        double limitPerSecond,
        double fillMegabytes,
        double drainMegabytes,
        double bufferBytes,
        double clickHouseBytes,
        List<String> findings) {
    private static final int CONNECTIONS = 8;
    private static final int SECONDS = 2;
    private static final int LIMIT_INSERTS = 20;
    private static final int LIMIT_ROWS = 100_000;

    /** Copies. */
    Outage {
        findings = List.copyOf(findings);
    }

    /** Lets one happen until that many events wait, or a little more. */
    static Outage happens(Stage stage, Bodies bodies, long wanted) throws IOException, InterruptedException {
        Database database = stage.database();
        Path data = stage.directory("data");
        Launch launch = Launch.of(data, database.environment());
        List<String> findings = new ArrayList<>();
        long events = 0;
        double seconds = 0;
        double fillMegabytes;
        try (Service service = Service.launch(launch)) {
            service.awaitReady();
            database.kill();
            stage.progress("recovery: filling the buffer");
            Wrk wrk = new Wrk(stage.directory("wrk"), stage.cores().generator());
            Load load = new Load.Batches(bodies, CONNECTIONS, 0);
            Request request = Request.of(
                    service.url(), "/api/traffic?ack=disk", Map.of("Content-Type", Form.NDJSON.contentType()));
            while (events < wanted) {
                WrkReport report = wrk.run(load.order(request, Form.NDJSON), SECONDS);
                if (report.acknowledged() == 0) {
                    throw new IOException("nothing is taken while ClickHouse is away: " + report);
                }
                events += report.acknowledged() * load.eventsPerRequest();
                seconds += report.seconds();
            }
            fillMegabytes = megabytes(service);
        }
        double bufferBytes = size(data.resolve("buffer"));
        database.startAgain();
        long start = System.nanoTime();
        try (Service service = Service.launch(launch)) {
            service.awaitReady();
            double ready = (System.nanoTime() - start) / 1e9;
            double storedWhenReady = stored(service);
            stage.progress(String.format(Locale.ROOT, "recovery: draining %,d events", events));
            new Account(service, database.admin()).awaitDrained();
            double drained = (System.nanoTime() - start) / 1e9;
            findings.addAll(Counters.findings(Scrape.of(service)));
            double stored = stored(service);
            if (stored < events) {
                findings.add(String.format(
                        Locale.ROOT, "LOST: %,.0f rows were stored, and %,d were acknowledged", stored, events));
            }
            database.admin().execute("OPTIMIZE TABLE millrace.traffic FINAL");
            double bytes = Double.parseDouble(database.admin()
                    .execute("SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts"
                            + " WHERE active AND database = 'millrace' AND table = 'traffic'")
                    .body()
                    .strip());
            return new Outage(
                    events,
                    events / seconds,
                    ready,
                    drained,
                    (stored - storedWhenReady) / (drained - ready),
                    limit(database),
                    fillMegabytes,
                    megabytes(service),
                    bufferBytes / Math.max(stored, 1),
                    bytes,
                    findings);
        }
    }

    private static double stored(Service service) throws IOException, InterruptedException {
        return Scrape.of(service)
                .sum("millrace_drain_rows_total", "outcome=\"stored\"")
                .orElseThrow();
    }

    /** Rows a second of a client that has them encoded already and inserts as the drain does. */
    private static double limit(Database database) throws IOException, InterruptedException {
        database.admin().execute("CREATE TABLE millrace.bench_limit AS millrace.traffic");
        byte[] rows = new LiveRows(1).batch(LIMIT_ROWS, Instant.now());
        String statement = LiveRows.INSERT.replace("${table}", "bench_limit");
        long start = System.nanoTime();
        for (int i = 0; i < LIMIT_INSERTS; i++) {
            database.ingest().insert(statement, rows, "limit-%s-%s".formatted(start, i));
        }
        return LIMIT_INSERTS * (double) LIMIT_ROWS / ((System.nanoTime() - start) / 1e9);
    }

    private static double megabytes(Service service) {
        return Usage.of(List.of(service.pid())).rssMaxBytes() / (1 << 20);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
