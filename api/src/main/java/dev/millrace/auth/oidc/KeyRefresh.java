package dev.millrace.auth.oidc;

import dev.millrace.health.HealthRemark;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the issuers' keys in a thread for each: at the start, every five minutes, every five seconds while that fails, and when a token has
 * an unknown key. Thread-safe.
 */
@Singleton
final class KeyRefresh implements HealthRemark {
    private static final Logger log = LoggerFactory.getLogger(KeyRefresh.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final MeterRegistry registry;
    private final KeyFetcher fetcher = new KeyFetcher();
    private volatile List<IssuerKeys> issuers = List.of();
    private volatile List<Worker> workers = List.of();

    KeyRefresh(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param changed run when the keys of an issuer are others than before */
    void start(List<IssuerKeys> all, Runnable changed) {
        issuers = all;
        workers = all.stream().map(keys -> new Worker(keys, changed)).toList();
        workers.forEach(worker -> worker.thread.start());
    }

    /** Has the keys fetched that a token asked for. Never waits. */
    void wake() {
        workers.stream().filter(worker -> worker.keys.isWanted()).forEach(worker -> worker.signal.release());
    }

    private final class Worker {
        private final IssuerKeys keys;
        private final Runnable changed;
        private final Semaphore signal = new Semaphore(0);
        private final Thread thread;

        Worker(IssuerKeys keys, Runnable changed) {
            this.keys = keys;
            this.changed = changed;
            this.thread =
                    Thread.ofVirtual().name("oidc-" + keys.issuer().name()).unstarted(this::run);
        }

        private void run() {
            try {
                while (true) {
                    fetch();
                    Duration pause = keys.problem() == null ? INTERVAL : AGAIN;
                    boolean _ = signal.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void fetch() throws InterruptedException {
            String name = keys.issuer().name();
            String outcome = "failed";
            try {
                if (keys.fetched(fetcher.fetch(keys.issuer()))) {
                    log.info("The keys of the issuer {} are known.", name);
                    changed.run();
                }
                outcome = "fetched";
            } catch (IOException | RuntimeException e) {
                if (keys.failed(String.valueOf(e.getMessage()))) {
                    log.warn("The keys of the issuer {} cannot be fetched: {}. Trying again.", name, e.getMessage());
                }
            }
            registry.counter("millrace.oidc.fetches", "issuer", name, "outcome", outcome)
                    .increment();
        }
    }

    @Override
    public String part() {
        return "oidc";
    }

    @Override
    public Optional<String> text() {
        String problems = issuers.stream()
                .filter(keys -> keys.problem() != null)
                .map(keys -> "The keys of the issuer %s cannot be fetched: %s."
                        .formatted(keys.issuer().name(), keys.problem()))
                .collect(Collectors.joining(" "));
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems);
    }

    /** Ends the threads. */
    @PreDestroy
    public void close() {
        workers.forEach(worker -> worker.thread.interrupt());
        fetcher.close();
    }
}
