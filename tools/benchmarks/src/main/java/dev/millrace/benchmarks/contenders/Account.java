package dev.millrace.benchmarks.contenders;

import dev.millrace.benchmarks.compare.Contender;
import dev.millrace.benchmarks.compare.Expectation;
import dev.millrace.benchmarks.load.Kind;
import dev.millrace.processes.Counters;
import dev.millrace.processes.Scrape;
import dev.millrace.processes.Service;
import dev.millrace.processes.SqlUser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Checks whether a service has kept what it acknowledged: by its counters, by their equations, and by the rows in ClickHouse. */
public final class Account {
    private static final String BROKERS = "millrace_kafka_log_rows_total";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Service service;
    private final SqlUser admin;
    private final Kind kind;
    private final String key;
    private long acceptedBefore;
    private long storedBefore;

    /** Makes the account of page views. */
    public Account(Service service, SqlUser admin) {
        this(service, admin, Kind.VIEWS);
    }

    public Account(Service service, SqlUser admin, Kind kind) {
        this(service, admin, kind, "");
    }

    /** @param key for a service that asks for one, else empty */
    Account(Service service, SqlUser admin, Kind kind, String key) {
        this.key = key;
        this.service = service;
        this.admin = admin;
        this.kind = kind;
    }

    /** Empties the table of the events, so that all of them are the next load's, and remembers the counters. */
    public void open() throws IOException, InterruptedException {
        awaitDrained();
        admin.execute("TRUNCATE TABLE " + kind.table());
        Scrape scrape = scrape();
        acceptedBefore = accepted(scrape);
        storedBefore = stored(scrape);
    }

    /** Waits until the buffer is empty and looks. */
    public Contender.Outcome settle(Expectation expectation) throws IOException, InterruptedException {
        long start = System.nanoTime();
        awaitDrained();
        double storedAfter = (System.nanoTime() - start) / 1e9;
        Scrape scrape = scrape();
        List<String> findings = new ArrayList<>(Counters.findings(scrape));
        long accepted = accepted(scrape) - acceptedBefore;
        expectation
                .findingAboutAll("by its counter of accepted events", accepted)
                .ifPresent(findings::add);
        long stored = stored(scrape) - storedBefore;
        // With readings, the names of facilities and their sensors are stored, too, when they are new.
        if (kind == Kind.READINGS ? stored < accepted : stored != accepted) {
            findings.add(
                    String.format(Locale.ROOT, "LOST: %,d events were accepted and %,d rows stored", accepted, stored));
        }
        expectation
                .findingAboutDistinct(
                        "in ClickHouse", admin.number("SELECT count() FROM %s FINAL".formatted(kind.table())))
                .ifPresent(findings::add);
        return new Contender.Outcome(storedAfter, findings);
    }

    /** Waits until nothing waits to be stored. */
    public void awaitDrained() throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        // Bytes, because nobody knows how many rows they are that an earlier process has left.
        while (isPending(scrape())) {
            if (System.nanoTime() > until) {
                throw new IOException("the buffer was not drained within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What brokers have is counted once in a while, so it is told from the rows that were stored, too. */
    private boolean isPending(Scrape scrape) {
        if (whole(scrape, "millrace_buffer_pending_bytes") > 0) {
            return true;
        }
        double forwarded = scrape.sum(BROKERS, "outcome=\"forwarded\"").orElse(0);
        return forwarded > scrape.sum(BROKERS, "outcome=\"drained\"").orElse(0);
    }

    Service service() {
        return service;
    }

    private static long accepted(Scrape scrape) {
        return whole(scrape, "millrace_intake_events_total", "verdict=\"accepted\"");
    }

    private static long stored(Scrape scrape) {
        return whole(scrape, "millrace_drain_rows_total", "outcome=\"stored\"");
    }

    private static long whole(Scrape scrape, String metric, String... labels) {
        return Math.round(scrape.sum(metric, labels)
                .orElseThrow(() -> new IllegalStateException("the service has no metric " + metric)));
    }

    private Scrape scrape() throws IOException, InterruptedException {
        return key.isEmpty() ? Scrape.of(service) : new Scrape(service.getAs(key, "/prometheus"));
    }
}
