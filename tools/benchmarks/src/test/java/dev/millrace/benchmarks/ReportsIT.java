package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of reports with few rows: that it runs, and that what it compares is equal. It measures nothing here. */
@Timeout(300)
class ReportsIT {
    @TempDir
    Path directory;

    @Test
    void everyReportIsTheCountOfRawRows() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path json = directory.resolve("result.json");

        int code = Benchmarks.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "reports",
                        "--rows",
                        "200000",
                        "--days",
                        "3",
                        "--requests",
                        "20",
                        "--work-dir",
                        directory.toString(),
                        "--json",
                        json.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("### Daily report, 200k rows")
                .contains("| largest, 1 % of all | 1 | 20 |")
                .contains("/api/traffic/hourly");
        assertThat(Files.readString(json)).contains("\"title\" : \"Reports of the whole site, 200k rows\"");
        assertThat(directory).isDirectoryNotContaining("glob:**run-*");
    }
}
