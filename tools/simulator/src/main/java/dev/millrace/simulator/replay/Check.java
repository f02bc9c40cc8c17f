package dev.millrace.simulator.replay;

import dev.millrace.simulator.check.Rounds;
import dev.millrace.simulator.client.MillraceClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.traffic.UserId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Asks the daily report of users for the end of days, of all or of a sample, and compares it with the own count. */
final class Check {
    private final Expectation expectation;
    private final ReportSample sample;
    private final MillraceClient client;
    private final Retrier retrier;
    private final Rounds<Difference> rounds;

    Check(
            Expectation expectation,
            ReportSample sample,
            MillraceClient client,
            Retrier retrier,
            int connections,
            Duration settle) {
        this.expectation = expectation;
        this.sample = sample;
        this.client = client;
        this.retrier = retrier;
        this.rounds = new Rounds<>(connections, settle, Difference::onlyLacks);
    }

    /** The reports that differ, by user and day. */
    List<Difference> run(Console console) throws IOException, InterruptedException {
        List<Difference> differences = new ArrayList<>(rounds.run(console, questions(), "views"));
        differences.sort(Comparator.comparing(Difference::user).thenComparing(Difference::day));
        return differences;
    }

    private List<Rounds.Question<Difference>> questions() {
        List<Rounds.Question<Difference>> questions =
                new ArrayList<>(sample.reports().size());
        sample.reports().forEach(report -> questions.add(() -> differences(report.user(), report.day())));
        return questions;
    }

    private List<Difference> differences(UserId user, LocalDate day) throws IOException, InterruptedException {
        Instant endOfDay = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Map<String, Long> reported = client.dailyReport(user, endOfDay, retrier);
        Map<String, Long> expected = expectation.views(user, day);
        return reported.equals(expected) ? List.of() : List.of(new Difference(user, day, expected, reported));
    }
}
