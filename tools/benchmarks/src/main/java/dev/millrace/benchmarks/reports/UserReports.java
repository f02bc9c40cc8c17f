package dev.millrace.benchmarks.reports;

import com.fasterxml.jackson.core.type.TypeReference;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/** Asks for the last 24 hours of users. */
final class UserReports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 20;
    private static final String RAW = """
            SELECT page_url, count() AS views FROM millrace.traffic FINAL PREWHERE user_id = ${user} AND ${rows} GROUP BY page_url
            ORDER BY views DESC, page_url SETTINGS do_not_merge_across_partitions_select_final = 1
            """;

    private final Database database;
    private final Service service;
    private final int requests;
    private final int clients;
    private final Consumer<String> progress;
    private final Range range;
    private final QueryLog log;
    private final Map<String, IntToLongFunction> kinds = new LinkedHashMap<>();
    private final Map<Long, Map<String, Long>> truth = new ConcurrentHashMap<>();
    private final List<String> differences = new ArrayList<>();
    private final Table table;

    UserReports(
            Database database,
            Service service,
            Site site,
            int requests,
            int clients,
            Consumer<String> progress,
            Results results) {
        this.database = database;
        this.service = service;
        this.requests = requests;
        this.clients = clients;
        this.progress = progress;
        this.range = site.last(Duration.ofHours(24));
        this.log = new QueryLog(database);
        kinds.put("typical, 10 views a day", site::typicalUser);
        kinds.put("large, 400 a day", site::largeUser);
        kinds.put("heavy, 10,000 a day", _ -> Site.HEAVY);
        kinds.put("largest, 1 % of all", _ -> Site.LARGEST);
        this.table = results.table(
                "Daily report, %s rows".formatted(Counts.text(site.rows())),
                "user",
                "clients",
                "reports",
                "views",
                "pages",
                "server p50 ms",
                "server p99 ms",
                "of that plan p50 ms",
                "CPU p50 ms",
                "CPU p99 ms",
                "HTTP p50 ms",
                "HTTP p99 ms",
                "rows read",
                "raw only p50 ms",
                "raw only p99 ms");
    }

    /** Returns what was wrong. */
    List<String> run(Map<String, Sample> serverTimes) throws IOException, InterruptedException {
        for (var kind : kinds.entrySet()) {
            ask(kind.getKey(), kind.getValue(), WARM_UP, "bench-warm-");
            serverTimes.put(kind.getKey(), alone(kind.getKey(), kind.getValue()));
        }
        for (var kind : kinds.entrySet()) {
            together(kind.getKey(), kind.getValue());
        }
        return differences;
    }

    private Sample alone(String name, IntToLongFunction users) throws IOException, InterruptedException {
        String id = name.substring(0, name.indexOf(','));
        long from = log.now();
        List<Long> http = ask(name, users, requests, "bench-%s-".formatted(id));
        List<QueryLog.Entry> reports = log.reports(from, log.now());
        Sample raw =
                Sample.of(log.named(id).stream().map(QueryLog.Entry::micros).toList());
        return add(name, 1, users, reports, http, raw);
    }

    private Sample add(
            String name,
            int clientsAtOnce,
            IntToLongFunction users,
            List<QueryLog.Entry> reports,
            List<Long> http,
            Sample raw) {
        Map<String, Long> last = truth.getOrDefault(users.applyAsLong(0), Map.of());
        Sample server = Sample.of(reports.stream().map(QueryLog.Entry::micros).toList());
        Sample plan = Sample.of(reports.stream().map(QueryLog.Entry::planMicros).toList());
        Sample cpu = Sample.of(reports.stream().map(QueryLog.Entry::cpuMicros).toList());
        Sample wall = Sample.of(http);
        table.add(
                name,
                clientsAtOnce,
                server.size(),
                last.values().stream().mapToLong(Long::longValue).sum(),
                last.size(),
                server.percentileMillis(50),
                server.percentileMillis(99),
                plan.percentileMillis(50),
                cpu.percentileMillis(50),
                cpu.percentileMillis(99),
                wall.percentileMillis(50),
                wall.percentileMillis(99),
                (long) reports.stream()
                        .mapToLong(QueryLog.Entry::readRows)
                        .average()
                        .orElse(0),
                raw.size() == 0 ? "" : raw.percentileMillis(50),
                raw.size() == 0 ? "" : raw.percentileMillis(99));
        progress.accept(String.format(
                Locale.ROOT,
                "%s, %s at once: p50 %.2f ms, p99 %.2f ms",
                name,
                clientsAtOnce,
                server.percentileMillis(50),
                server.percentileMillis(99)));
        return server;
    }

    /** Asks one report after the other, each followed by the count of raw rows that it has to equal. */
    private List<Long> ask(String name, IntToLongFunction users, int times, String id)
            throws IOException, InterruptedException {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long user = users.applyAsLong(i);
            Service.Answer answer = service.get(path(user));
            micros.add(answer.wallMicros());
            Map<String, Long> counted = counted(user, id + i);
            truth.put(user, counted);
            compare(name, user, parse(answer), counted);
        }
        return micros;
    }

    private void together(String name, IntToLongFunction users) throws IOException, InterruptedException {
        long from = log.now();
        List<Long> http = Together.run(clients, requests, i -> {
            long user = users.applyAsLong(i);
            Service.Answer answer = service.get(path(user));
            compare(name, user, parse(answer), truth.getOrDefault(user, Map.of()));
            return answer.wallMicros();
        });
        add(name, clients, users, log.reports(from, log.now()), http, Sample.of(List.of()));
    }

    private void compare(String name, long user, Map<String, Long> reported, Map<String, Long> counted) {
        if (!reported.equals(counted)) {
            synchronized (differences) {
                differences.add("WRONG: %s, user %s in %s: reported %s pages, counted %s"
                        .formatted(name, user, range, reported.size(), counted.size()));
            }
        }
    }

    private String path(long user) {
        return "/api/traffic/daily/%s?%s".formatted(user, range.parameters());
    }

    private static Map<String, Long> parse(Service.Answer answer) throws IOException {
        return JSON.readValue(answer.body(), new TypeReference<Map<String, Long>>() {});
    }

    private Map<String, Long> counted(long user, String id) throws IOException, InterruptedException {
        Map<String, Long> views = new LinkedHashMap<>();
        SqlUser.Answer answer = database.report()
                .execute(RAW.replace("${user}", Long.toString(user)).replace("${rows}", range.condition()), id);
        for (String[] row : answer.rows()) {
            views.put(row[0], Long.parseLong(row[1]));
        }
        return views;
    }
}
