package dev.millrace.torture.neighbour;

import dev.millrace.processes.Database;
import dev.millrace.processes.Scrape;
import dev.millrace.torture.neighbour.difficult.DifficultClients;
import dev.millrace.torture.neighbour.http.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks when everybody has gone: nothing is held any more, and each acknowledged event is stored once. */
final class CalmCheck {
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(5);

    /** A connection whose client has gone is closed by then, and answers that nobody read are given up. */
    private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(60);

    private static final int FEW_CONNECTIONS = 5;
    private static final int AT_ONCE = 200_000;
    private static final List<String> GAUGES =
            List.of("millrace_http_body_bytes", "millrace_http_unread_bytes", "millrace_report_spool_bytes");

    private final Connections watch;
    private final Database database;
    private final HonestEvents events;
    private final Findings findings;

    CalmCheck(Connections watch, Database database, HonestEvents events, Findings findings) {
        this.watch = watch;
        this.database = database;
        this.events = events;
        this.findings = findings;
    }

    void run() throws IOException, InterruptedException {
        await(DRAIN_PATIENCE, CalmCheck::waiting);
        await(RELEASE_PATIENCE, CalmCheck::held);
        Answer readiness = watch.get("/health/readiness");
        if (readiness.status() != 200) {
            findings.add("readiness afterwards: %s %s".formatted(readiness.status(), readiness.body()));
        }
        for (int from = 0; from < events.posted(); from += AT_ONCE) {
            compare(from, Math.min(from + AT_ONCE, events.posted()));
        }
        long ofNobody = database.admin()
                .number("SELECT count() FROM millrace.traffic WHERE user_id = " + DifficultClients.USER_OF_NOTHING);
        if (ofNobody > 0) {
            findings.add("%s events of broken bodies are stored".formatted(ofNobody));
        }
    }

    private interface Question {
        List<String> stillThere(Scrape scrape);
    }

    private void await(Duration patience, Question question) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        List<String> left = question.stillThere(scrape());
        while (!left.isEmpty()) {
            if (System.nanoTime() > until) {
                findings.add("%s s after everybody has gone there is %s".formatted(patience.toSeconds(), left));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
            left = question.stillThere(scrape());
        }
    }

    private Scrape scrape() throws IOException {
        return new Scrape(watch.get("/prometheus").body());
    }

    private static List<String> waiting(Scrape scrape) {
        return positive(scrape, List.of("millrace_buffer_pending_bytes", "millrace_shard_parked_bytes"));
    }

    private static List<String> held(Scrape scrape) {
        List<String> held = new ArrayList<>(positive(scrape, GAUGES));
        double connections = scrape.sum("millrace_http_connections").orElse(0);
        if (connections > FEW_CONNECTIONS || !held.isEmpty()) {
            held.add("millrace_http_connections=" + connections);
        }
        return held;
    }

    private static List<String> positive(Scrape scrape, List<String> names) {
        return names.stream()
                .filter(name -> scrape.sum(name).orElse(0) > 0)
                .map(name -> name + "=" + scrape.sum(name).orElse(0))
                .toList();
    }

    /** Counts the rows of some events as reports do, the last version of each. */
    private void compare(int from, int to) throws IOException, InterruptedException {
        List<String[]> rows = database.admin()
                .execute("""
                        SELECT request_id, count(), any(user_id) FROM millrace.traffic FINAL
                        WHERE request_id BETWEEN %s AND %s GROUP BY request_id
                        """.formatted(HonestEvents.idOf(from), HonestEvents.idOf(to - 1)))
                .rows();
        BitSet stored = new BitSet();
        for (String[] row : rows) {
            int number = (int) (Long.parseLong(row[0]) - HonestEvents.FIRST_ID);
            stored.set(number);
            if (!row[1].equals("1") || Long.parseLong(row[2]) != HonestEvents.userOf(number)) {
                findings.add("honest event %s is stored %s times, of user %s".formatted(row[0], row[1], row[2]));
            } else if (events.isRefused(number)) {
                findings.add("honest event %s was refused, and is stored".formatted(row[0]));
            }
        }
        for (int number = from; number < to; number++) {
            if (events.isAcknowledged(number) && !stored.get(number)) {
                findings.add(
                        "honest event %s was acknowledged, and is not stored".formatted(HonestEvents.idOf(number)));
            }
        }
    }
}
