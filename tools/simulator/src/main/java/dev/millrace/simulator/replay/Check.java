package dev.millrace.simulator.replay;

import dev.millrace.simulator.client.MillraceClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Progress;
import dev.millrace.simulator.load.Lanes;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks the daily report of every user for the end of every day and compares it with the own count.
 *
 * <p>An acknowledged event need not be stored yet, so a report that only lacks views is asked again until the time to
 * settle, counted from the end of the first round, is over. A report with too many is a difference at once: exactly once
 * is promised for any moment.
 */
final class Check {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Expectation expectation;
    private final MillraceClient client;
    private final Retrier retrier;
    private final int connections;
    private final Duration settle;

    Check(Expectation expectation, MillraceClient client, Retrier retrier, int connections, Duration settle) {
        this.expectation = expectation;
        this.client = client;
        this.retrier = retrier;
        this.connections = connections;
        this.settle = settle;
    }

    /** Which report to ask. */
    private record Question(UserId user, LocalDate day) {
        Instant at() {
            return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    /** The reports that differ, by user and day. */
    List<Difference> run(Console console) throws IOException, InterruptedException {
        List<Question> questions = questions();
        AtomicLong asked = new AtomicLong();
        AtomicLong lacking = new AtomicLong();
        List<Difference> differences = new ArrayList<>();
        try (Progress _ = console.progress("checking", questions.size(), source(asked, lacking))) {
            List<Difference> found = ask(questions, asked);
            long settledNanos = System.nanoTime() + settle.toNanos();
            while (found.stream().anyMatch(Difference::onlyLacks) && System.nanoTime() - settledNanos < 0) {
                found.stream().filter(difference -> !difference.onlyLacks()).forEach(differences::add);
                List<Question> again = found.stream()
                        .filter(Difference::onlyLacks)
                        .map(difference -> new Question(difference.user(), difference.day()))
                        .toList();
                lacking.set(again.size());
                Thread.sleep(PAUSE);
                found = ask(again, new AtomicLong());
            }
            differences.addAll(found);
        }
        differences.sort(Comparator.comparing(Difference::user).thenComparing(Difference::day));
        return differences;
    }

    private List<Question> questions() {
        return expectation.users().stream()
                .flatMap(user -> expectation.days().stream().map(day -> new Question(user, day)))
                .toList();
    }

    private List<Difference> ask(List<Question> questions, AtomicLong asked) throws IOException, InterruptedException {
        Queue<Difference> found = new ConcurrentLinkedQueue<>();
        try (Lanes lanes = new Lanes(connections)) {
            for (Question question : questions) {
                lanes.submit(() -> {
                    Map<String, Long> reported = client.dailyReport(question.user(), question.at(), retrier);
                    Map<String, Long> expected = expectation.views(question.user(), question.day());
                    if (!reported.equals(expected)) {
                        found.add(new Difference(question.user(), question.day(), expected, reported));
                    }
                    asked.incrementAndGet();
                });
            }
            lanes.join();
        }
        return List.copyOf(found);
    }

    private static Progress.Source source(AtomicLong asked, AtomicLong lacking) {
        return new Progress.Source() {
            @Override
            public long done() {
                return asked.get();
            }

            @Override
            public String detail() {
                return lacking.get() == 0 ? "" : lacking + " lack views, asking again";
            }
        };
    }
}
