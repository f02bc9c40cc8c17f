package dev.millrace.benchmarks.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.Range;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.benchmarks.server.QueryLog;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Asks for pages and hours of all users. A count of raw rows takes long, so there is one for each range. */
final class SiteReports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGES = """
            SELECT page_url, count() AS views, uniqExact(user_id) FROM millrace.traffic FINAL PREWHERE ${rows} GROUP BY page_url
            ORDER BY views DESC, page_url LIMIT 100 SETTINGS do_not_merge_across_partitions_select_final = 1
            """;
    private static final String HOURS = """
            SELECT toUnixTimestamp(toStartOfHour(created_at)) AS start, count() AS views, uniqExact(user_id)
            FROM millrace.traffic FINAL PREWHERE ${rows} GROUP BY start
            ORDER BY start SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    private final Database database;
    private final Service service;
    private final Site site;
    private final Consumer<String> progress;
    private final QueryLog log;
    private final int requests;
    private final Table table;

    SiteReports(
            Database database, Service service, Site site, int requests, Consumer<String> progress, Results results) {
        this.database = database;
        this.service = service;
        this.site = site;
        this.requests = requests;
        this.progress = progress;
        this.log = new QueryLog(database);
        this.table = results.table(
                "Reports of the whole site, %s rows".formatted(Counts.text(site.rows())),
                "report",
                "range",
                "reports",
                "server p50 ms",
                "server max ms",
                "HTTP p50 ms",
                "rows read",
                "raw only ms (once)");
    }

    /** Returns what was wrong. */
    List<String> run() throws IOException, InterruptedException {
        List<String> differences = new ArrayList<>();
        for (Duration length : List.of(Duration.ofHours(24), Duration.ofDays(site.days()))) {
            Range range = site.last(length);
            differences.addAll(tryToAsk("pages", range, PAGES, length));
            differences.addAll(tryToAsk("hourly", range, HOURS, length));
        }
        return differences;
    }

    /** A report may take longer than the server allows. */
    private List<String> tryToAsk(String name, Range range, String raw, Duration length) throws InterruptedException {
        try {
            return ask(name, range, raw, length);
        } catch (IOException e) {
            return List.of("FAILED: " + e.getMessage());
        }
    }

    private List<String> ask(String name, Range range, String raw, Duration length)
            throws IOException, InterruptedException {
        String path = "/api/traffic/%s?%s".formatted(name, range.parameters());
        String reported = lines(service.get(path).body());
        long from = log.now();
        List<Long> http = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            http.add(service.get(path).wallMicros());
        }
        List<QueryLog.Entry> reports = log.reports(from, log.now());
        Sample server = Sample.of(reports.stream().map(QueryLog.Entry::micros).toList());
        SqlUser.Answer counted = database.admin().execute(raw.replace("${rows}", range.condition()));
        table.add(
                "/api/traffic/" + name,
                length.toHours() + " h",
                server.size(),
                server.percentileMillis(50),
                server.percentileMillis(100),
                Sample.of(http).percentileMillis(50),
                reports.isEmpty() ? 0L : reports.getLast().readRows(),
                counted.wallMicros() / 1000.0);
        progress.accept(String.format(
                Locale.ROOT, "%s of %s h: p50 %.1f ms", name, length.toHours(), server.percentileMillis(50)));
        return reported.equals(counted.body().strip()) ? List.of() : List.of("WRONG: %s in %s".formatted(name, range));
    }

    /** The answer as the count of raw rows has it. */
    private static String lines(String json) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonNode row : JSON.readTree(json)) {
            String key = row.has("hour")
                    ? Long.toString(Instant.parse(row.get("hour").asText()).getEpochSecond())
                    : row.get("page_url").asText();
            lines.append("%s\t%s\t%s\n"
                    .formatted(key, row.get("views").asLong(), row.get("users").asLong()));
        }
        return lines.toString().strip();
    }
}
