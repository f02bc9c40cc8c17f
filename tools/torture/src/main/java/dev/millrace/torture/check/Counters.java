package dev.millrace.torture.check;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The equations between the service's counters, over the life of one process, while nothing is sent to it. */
public final class Counters {
    private final Scrape scrape;
    private final List<String> missing = new ArrayList<>();

    private Counters(Scrape scrape) {
        this.scrape = scrape;
    }

    /**
     * Checks both equations.
     *
     * @param findings to add to
     * @return what could be said, in some words
     */
    public static String check(Scrape scrape, List<Finding> findings) {
        Counters counters = new Counters(scrape);
        List<Finding> found = new ArrayList<>();
        counters.equal(
                "received = accepted + filtered + rejected + refused",
                counters.of("millrace_intake_received_events_total"),
                counters.of("millrace_intake_events_total", "verdict=\"accepted\"")
                        + counters.optional("millrace_intake_events_total", "verdict=\"filtered\"")
                        + counters.optional("millrace_intake_events_total", "verdict=\"rejected\"")
                        + counters.optional("millrace_intake_events_total", "verdict=\"refused\""),
                found);
        counters.equal(
                "recovered + accepted + archived + made = stored + dead-lettered + left out + pending + set aside",
                counters.of("millrace_buffer_recovered_rows_total")
                        + counters.of("millrace_intake_events_total", "verdict=\"accepted\"")
                        + counters.optional("millrace_intake_archived_events_total")
                        + counters.optional("millrace_drain_rows_total", "outcome=\"made\""),
                counters.of("millrace_drain_rows_total", "outcome=\"stored\"")
                        + counters.optional("millrace_drain_rows_total", "outcome=\"dead_lettered\"")
                        + counters.optional("millrace_drain_rows_total", "outcome=\"left_out\"")
                        + counters.of("millrace_buffer_pending_rows")
                        + counters.of("millrace_buffer_set_aside_rows_total"),
                found);
        if (!counters.missing.isEmpty()) {
            findings.add(new Finding(Finding.Kind.COUNTERS, "missing metrics: " + counters.missing));
            return "missing";
        }
        findings.addAll(found);
        return found.isEmpty() ? "add up" : "do not add up";
    }

    private void equal(String equation, double left, double right, List<Finding> found) {
        if (Math.round(left) != Math.round(right)) {
            found.add(new Finding(Finding.Kind.COUNTERS, "%s: %.0f is not %.0f".formatted(equation, left, right)));
        }
    }

    private double of(String metric, String... labels) {
        OptionalDouble value = scrape.sum(metric, labels);
        if (value.isEmpty()) {
            missing.add(metric + String.join(",", labels));
        }
        return value.orElse(0);
    }

    /** Of a series that is only there once it has counted something. */
    private double optional(String metric, String... labels) {
        return scrape.sum(metric, labels).orElse(0);
    }
}
