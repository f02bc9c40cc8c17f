package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.processes.Database;
import java.io.IOException;

/** Measures the size on disk. */
final class Storage {
    private static final String TABLES = """
            SELECT table, count(), uniqExact(partition), sum(rows), sum(bytes_on_disk) FROM system.parts
            WHERE active AND database = 'millrace' AND rows > 0 AND table LIKE 'traffic%' GROUP BY table ORDER BY table
            """;

    private Storage() {}

    static void describe(Database database, Site site, Results results) throws IOException, InterruptedException {
        Table table = results.table(
                "On disk, %s rows".formatted(Counts.text(site.rows())),
                "table",
                "parts",
                "partitions",
                "rows",
                "MiB",
                "bytes a view");
        for (String[] row : database.admin().execute(TABLES).rows()) {
            long bytes = Long.parseLong(row[4]);
            table.add(
                    row[0],
                    Long.parseLong(row[1]),
                    Long.parseLong(row[2]),
                    Long.parseLong(row[3]),
                    bytes >> 20,
                    bytes / (double) site.rows());
        }
    }
}
