package dev.millrace.torture.neighbour;

import java.time.Duration;

/** Says what must not be in a stage. Its bounds are generous, because the clients take time from the service on the same machine. */
final class StageCheck {
    static final long MOST_MEGABYTES = 700;

    private static final Duration MOST_HEALTH = Duration.ofSeconds(3);
    private static final Duration MOST_POST = Duration.ofSeconds(3);
    private static final Duration MOST_STORED = Duration.ofSeconds(10);
    private static final Duration MOST_REPORT = Duration.ofSeconds(25);
    private static final int REFUSED_OF_ONE = 100;

    private final Findings findings;

    StageCheck(Findings findings) {
        this.findings = findings;
    }

    void check(Stage stage) {
        String during = stage.names() + ": ";
        stage.clients().forEach((name, tally) -> tally.faults().forEach(fault -> findings.add(name + " " + fault)));
        HonestTally honest = stage.honest();
        addFaults(stage);
        if (honest.posts().count() == 0) {
            findings.add(during + "no honest post was answered");
        }
        if (honest.refused() * REFUSED_OF_ONE > honest.requests()) {
            findings.add(during
                    + "%s of %s honest requests were answered 503".formatted(honest.refused(), honest.requests()));
        }
        check(during + "99 of 100 honest posts", honest.posts().percentile(99), MOST_POST);
        check(during + "/health", honest.health().percentile(100), MOST_HEALTH);
        if (stage.mostMegabytes() > MOST_MEGABYTES) {
            findings.add(during + "the service took %s MB".formatted(stage.mostMegabytes()));
        }
    }

    /** Checks what is known only when all requests that waited for ClickHouse are answered. */
    void checkAnswered(Stage stage) {
        String during = stage.names() + ": ";
        HonestTally honest = stage.honest();
        addFaults(stage);
        check(
                during + "99 of 100 honest posts until they are stored",
                honest.stored().percentile(99),
                MOST_STORED);
        check(during + "99 of 100 honest reports", honest.reports().percentile(99), MOST_REPORT);
    }

    private void addFaults(Stage stage) {
        stage.honest().takeFaults().forEach(fault -> findings.add(stage.names() + ": " + fault));
    }

    private void check(String what, Duration took, Duration most) {
        if (took.compareTo(most) > 0) {
            findings.add("%s took up to %s ms, more than %s".formatted(what, took.toMillis(), most.toMillis()));
        }
    }
}
