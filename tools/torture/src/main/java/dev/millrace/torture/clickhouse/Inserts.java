package dev.millrace.torture.clickhouse;

import dev.millrace.processes.Scrape;
import dev.millrace.torture.round.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The inserts of a service by what came of them, as its metrics count them. */
enum Inserts {
    WRITTEN("written"),
    TRY_LATER("try_later");

    private final String label;

    Inserts(String outcome) {
        this.label = "outcome=\"%s\"".formatted(outcome);
    }

    long of(Node node) throws IOException, InterruptedException {
        return (long) Scrape.of(node.service())
                .sum("millrace_drain_inserts_total", label)
                .orElse(0);
    }

    /** Waits for more than so many; false if they do not come. */
    boolean awaitMoreThan(long before, Node node, Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (of(node) <= before) {
            if (System.nanoTime() > until) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return true;
    }
}
