package dev.millrace.processes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The equations between a service's counters, over the life of its process, while nothing is sent to it and nothing is being stored. */
public final class Counters {
    private static final String EVENTS = "millrace_intake_events_total";
    private static final String BROKERS = "millrace_kafka_log_rows_total";
    private static final String DRAINED = "millrace_drain_rows_total";

    private final Scrape scrape;
    private final List<String> findings = new ArrayList<>();

    private Counters(Scrape scrape) {
        this.scrape = scrape;
    }

    /** Returns a sentence for each equation between the counters that does not hold. */
    public static List<String> findings(Scrape scrape) {
        Counters counters = new Counters(scrape);
        double accepted = counters.of(EVENTS, "verdict=\"accepted\"");
        counters.equal(
                "received = accepted + filtered + rejected + refused",
                counters.of("millrace_intake_received_events_total"),
                accepted
                        + counters.of(EVENTS, "verdict=\"filtered\"")
                        + counters.of(EVENTS, "verdict=\"rejected\"")
                        + counters.of(EVENTS, "verdict=\"refused\""));
        counters.equal(
                "recovered + accepted + archived + replayed + made + copied + drained"
                        + " = stored + dead-lettered + left out + pending + parked + set aside + forwarded",
                counters.of("millrace_buffer_recovered_rows_total")
                        + counters.ifAny("millrace_shard_parked_recovered_rows")
                        + accepted
                        + counters.ifAny("millrace_intake_archived_events_total")
                        + counters.ifAny("millrace_replay_rows_total")
                        + counters.ifAny(DRAINED, "outcome=\"made\"")
                        + counters.ifAny(DRAINED, "outcome=\"copied\"")
                        + counters.ifAny(BROKERS, "outcome=\"drained\""),
                counters.of(DRAINED, "outcome=\"stored\"")
                        + counters.ifAny(DRAINED, "outcome=\"dead_lettered\"")
                        + counters.ifAny(DRAINED, "outcome=\"left_out\"")
                        + counters.of("millrace_buffer_pending_rows")
                        + counters.ifAny("millrace_shard_parked_rows")
                        + counters.of("millrace_buffer_set_aside_rows_total")
                        + counters.ifAny(BROKERS, "outcome=\"forwarded\""));
        return List.copyOf(counters.findings);
    }

    private void equal(String equation, double left, double right) {
        if (Math.round(left) != Math.round(right)) {
            findings.add(String.format(
                    Locale.ROOT, "the counters do not add up, %s: %.0f is not %.0f", equation, left, right));
        }
    }

    private double of(String metric, String... labels) {
        return scrape.sum(metric, labels).orElseGet(() -> {
            findings.add("there is no metric %s %s".formatted(metric, String.join(" ", labels)));
            return 0;
        });
    }

    /** Returns the value of a series that exists only once it has counted something. */
    private double ifAny(String metric, String... labels) {
        return scrape.sum(metric, labels).orElse(0);
    }
}
