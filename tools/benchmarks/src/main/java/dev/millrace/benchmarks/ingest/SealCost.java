package dev.millrace.benchmarks.ingest;

import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.benchmarks.server.QueryLog;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the cost of the other parts of rollups besides the view: names of facilities, and sealing the hour that was inserted. */
final class SealCost {
    /** As many pairs as there are sensors. Computed in the statement, because reading them from a table would be most of its cost. */
    private static final String PAIRS =
            "INSERT INTO millrace.facility_sensor SELECT 'F' || toString(intDiv(number, 1000)), 'bench/' || toString(number) FROM numbers(10000)";

    private static final String SEALED = """
            SELECT count() FROM (SELECT 1 FROM millrace.sensor_hour WHERE is_seal = 1 AND hour = toDateTime(${hour}, 'UTC') LIMIT 1
            UNION ALL SELECT 1 FROM millrace.sensor_minute WHERE is_seal = 1 AND hour = toDateTime(${hour}, 'UTC') LIMIT 1)
            """;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int TABLES = 2;

    private final Database database;
    private final Path directory;

    SealCost(Database database, Path directory) {
        this.database = database;
        this.directory = directory;
    }

    /** @param insertMicros server's CPU time to insert a row without the view */
    void run(Instant hour, double viewRatio, double insertMicros, Results results)
            throws IOException, InterruptedException {
        database.admin().execute(PAIRS, "bench-PAIRS-0");
        QueryLog log = new QueryLog(database);
        long pairs = log.named("PAIRS").getFirst().micros();
        long before = log.cpuMicrosOf("rollup");
        try (Service _ = Service.start(database, directory, Map.of("MILLRACE_ROLLUP_INTERVAL", "1s"))) {
            awaitSealed(hour);
        }
        double rows = database.admin().number("SELECT count() FROM millrace.sensor_reading FINAL");
        double sealMicros = (log.cpuMicrosOf("rollup") - before) / rows;
        Table table = results.table("Ingest with all of the rollups", "what", "value");
        table.add("rows of the hour", Math.round(rows));
        table.add("10,000 new names of facilities and their sensors, once for each process, ms", pairs / 1000.0);
        table.add("server CPU to insert a row without the view, us", insertMicros);
        table.add("server CPU to seal it, us", sealMicros);
        table.add("CPU with view and sealing / without", viewRatio + sealMicros / insertMicros);
    }

    private void awaitSealed(Instant hour) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        String query = SEALED.replace("${hour}", Long.toString(hour.getEpochSecond()));
        while (database.admin().number(query) < TABLES) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("the hour of the readings was not sealed");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }
}
