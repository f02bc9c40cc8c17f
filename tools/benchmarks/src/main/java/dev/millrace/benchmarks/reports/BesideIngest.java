package dev.millrace.benchmarks.reports;

import dev.millrace.benchmarks.compare.Bench;
import dev.millrace.benchmarks.compare.Comparison;
import dev.millrace.benchmarks.compare.Stage;
import dev.millrace.benchmarks.contenders.Account;
import dev.millrace.benchmarks.data.Loader;
import dev.millrace.benchmarks.data.Range;
import dev.millrace.benchmarks.data.Site;
import dev.millrace.benchmarks.load.Bodies;
import dev.millrace.benchmarks.load.Form;
import dev.millrace.benchmarks.load.Load;
import dev.millrace.benchmarks.load.Request;
import dev.millrace.benchmarks.load.Wrk;
import dev.millrace.benchmarks.load.WrkReport;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Sample;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.processes.Counters;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Daily reports while events come in, in turns with reports while none do. */
public final class BesideIngest implements Comparison {
    private static final Duration DAY = Duration.ofHours(24);
    private static final int DAYS = 3;
    private static final int USERS = 50;

    /** The events that arrive at the same time. */
    private enum State {
        QUIET("nothing", 0, 0),
        STEADY("100 events in each request, 20 connections that rest for 100 ms", 20, 100),
        FULL("100 events in each request, 16 connections that do not rest", 16, 0);

        private final String title;
        private final int connections;
        private final int pauseMillis;

        State(String title, int connections, int pauseMillis) {
            this.title = title;
            this.connections = connections;
            this.pauseMillis = pauseMillis;
        }
    }

    private final Map<State, List<Long>> micros = new EnumMap<>(State.class);
    private final Map<State, Double> events = new EnumMap<>(State.class);
    private final Map<String, String> expected = new HashMap<>();

    @Override
    public String name() {
        return "reports-beside-ingest";
    }

    @Override
    public String question() {
        return "daily reports of users over HTTP, while events come in and while none do";
    }

    @Override
    public void run(Bench bench, Results results) throws IOException, InterruptedException {
        Site site =
                new Site(bench.effort().reportRows(), DAYS, 1_000_000, bench.seed(), Site.lastWorstEnd(Instant.now()));
        try (Stage stage =
                new Stage(bench.directory(name()), bench.cores(false), Service.NEVER_SEALING, bench::progress)) {
            Service service = stage.millrace();
            new Loader(stage.database().admin(), bench::progress).load(site);
            boolean _ = stage.database().awaitMerges(Duration.ofMinutes(2));
            Wrk wrk = new Wrk(stage.directory("wrk"), stage.cores().generator());
            Bodies bodies = new Bodies(stage.directory("bodies"), 100, bench.seed());
            for (int repetition = bench.firstRepetition();
                    repetition <= bench.effort().repetitions();
                    repetition++) {
                for (State state : State.values()) {
                    turn(bench, service, wrk, bodies, site, state, repetition > 0);
                }
            }
            new Account(service, stage.database().admin()).awaitDrained();
            Counters.findings(Scrape.of(service)).forEach(finding -> bench.found(name(), finding));
        }
        Table table = results.table(
                name() + ", all hours from raw rows",
                "what comes in",
                "events/s",
                "reports",
                "p50 ms",
                "p90 ms",
                "p99 ms");
        micros.forEach((state, list) -> {
            Sample sample = Sample.of(list);
            table.add(
                    state.title,
                    events.getOrDefault(state, 0.0),
                    sample.size(),
                    sample.percentileMillis(50),
                    sample.percentileMillis(90),
                    sample.percentileMillis(99));
        });
    }

    private void turn(Bench bench, Service service, Wrk wrk, Bodies bodies, Site site, State state, boolean counts)
            throws IOException, InterruptedException {
        int seconds = bench.effort().seconds();
        Optional<Wrk.Running> load = Optional.empty();
        if (state.connections > 0) {
            Load batches = new Load.Batches(bodies, state.connections, state.pauseMillis);
            Request request =
                    Request.of(service.url(), "/api/traffic?ack=disk", Map.of("Content-Type", "application/x-ndjson"));
            load = Optional.of(wrk.start(batches.order(request, Form.NDJSON), seconds));
        }
        List<Long> times = ask(bench, service, site, seconds);
        if (load.isPresent()) {
            WrkReport report = load.get().await();
            if (counts) {
                events.put(state, report.acknowledged() * (double) bodies.eventsPerBody() / report.seconds());
            }
        }
        bench.progress(String.format(
                Locale.ROOT,
                "%s, %s: %s reports, p50 %.1f ms",
                name(),
                state,
                times.size(),
                Sample.of(times).percentileMillis(50)));
        if (counts) {
            micros.computeIfAbsent(state, _ -> new ArrayList<>()).addAll(times);
        }
    }

    private List<Long> ask(Bench bench, Service service, Site site, int seconds)
            throws IOException, InterruptedException {
        Range range = site.last(DAY);
        List<Long> times = new ArrayList<>();
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        for (int i = 0; System.nanoTime() < until; i++) {
            // Users of the load have other ids; what their reports say changes all the time.
            long user = i % 2 == 0 ? site.largeUser(i % USERS) : Site.HEAVY;
            Service.Answer answer = service.get("/api/traffic/daily/%s?%s".formatted(user, range.parameters()));
            times.add(answer.wallMicros());
            String first = expected.putIfAbsent(Long.toString(user), answer.body());
            if (first != null && !first.equals(answer.body())) {
                bench.found(name(), "the report of user %s changed though none of its events did".formatted(user));
            }
        }
        return times;
    }
}
