package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.data.Counts;
import dev.millrace.benchmarks.data.Loader;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.server.Machine;
import dev.millrace.processes.Database;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures reports with one number of rows: loads, seals, asks. Use once. */
final class ReportsRun {
    /** The default of {@code millrace.rollup.lateness}. */
    private static final Duration LATENESS = Duration.ofMinutes(130);

    private static final Duration PATIENCE_WITH_MERGES = Duration.ofMinutes(10);

    private final Site site;
    private final int requests;
    private final int clients;
    private final int siteRequests;
    private final Consumer<String> progress;
    private final Results results;
    private final List<String> differences = new ArrayList<>();

    /** The server's time of each kind of user, one client. */
    private final Map<String, Sample> daily = new LinkedHashMap<>();

    ReportsRun(Site site, int requests, int clients, int siteRequests, Consumer<String> progress, Results results) {
        this.site = site;
        this.requests = requests;
        this.clients = clients;
        this.siteRequests = siteRequests;
        this.progress = progress;
        this.results = results;
    }

    Site site() {
        return site;
    }

    Map<String, Sample> daily() {
        return daily;
    }

    /** Answers that were not right. */
    List<String> differences() {
        return differences;
    }

    void run(Path directory) throws IOException, InterruptedException {
        try (Database database = Database.startWithQueryLog(directory.resolve("clickhouse"))) {
            progress.accept("%s views over %s days that end at %s, seed %s"
                    .formatted(Counts.text(site.rows()), site.days(), site.end(), site.seed()));
            load(database, directory);
            try (Service service = Service.start(database, directory.resolve("service"), sealing())) {
                new Sealing(database, site, LATENESS, progress, results).await();
                settle(database);
                ask(database, service);
            }
        }
        SiteFile.write(directory, site);
    }

    /** Asks what an earlier run has loaded and sealed. */
    void again(Path directory) throws IOException, InterruptedException {
        try (Database database = Database.startWithQueryLog(directory.resolve("clickhouse"));
                Service service = Service.start(database, directory.resolve("service"), sealing())) {
            settle(database);
            ask(database, service);
        }
    }

    private void ask(Database database, Service service) throws IOException, InterruptedException {
        Storage.describe(database, site, results);
        progress.accept("asking; load of the machine: " + Machine.load());
        UserReports users = new UserReports(database, service, site, requests, clients, progress, results);
        differences.addAll(users.run(daily));
        if (siteRequests > 0) {
            differences.addAll(new SiteReports(database, service, site, siteRequests, progress, results).run());
        }
        progress.accept("done; load of the machine: " + Machine.load());
    }

    private void load(Database database, Path directory) throws IOException, InterruptedException {
        Service.start(database, directory.resolve("service"), Service.NEVER_SEALING)
                .close();
        new Loader(database.admin(), progress).load(site);
        settle(database);
    }

    private void settle(Database database) throws IOException, InterruptedException {
        progress.accept("waiting for merges");
        if (!database.awaitMerges(PATIENCE_WITH_MERGES)) {
            progress.accept("merges are still running after " + PATIENCE_WITH_MERGES);
        }
    }

    /** Settings under which the end of the views counts as now: views younger than the lateness stay unsealed. */
    private Map<String, String> sealing() {
        Duration late = LATENESS.plus(Duration.between(site.end(), Instant.now()));
        return Map.of(
                "MILLRACE_ROLLUP_LATENESS", late.toSeconds() + "s",
                "MILLRACE_ROLLUP_INTERVAL", "1s",
                "MILLRACE_ROLLUP_MAX_BUSY_PERCENT", "100");
    }
}
