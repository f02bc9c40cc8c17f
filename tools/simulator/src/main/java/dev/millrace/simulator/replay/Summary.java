package dev.millrace.simulator.replay;

import dev.millrace.simulator.console.Console;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** The lines that a run leaves behind. */
final class Summary {
    private static final int SHOWN_DIFFERENCES = 20;

    private final Console console;

    Summary(Console console) {
        this.console = console;
    }

    void input(Survey survey, LoggedViews views) {
        console.result(
                "%s: %,d lines, %,d page views on %s",
                views.log().path().getFileName(),
                survey.lines(),
                survey.views(),
                days(survey.viewsPerDay().firstKey(), survey.viewsPerDay().lastKey()));
        if (survey.skippedLines() > 0) {
            console.result("skipped %,d lines:", survey.skippedLines());
            survey.skipped().forEach((reason, lines) -> console.result("  %,d %s", lines, reason));
            survey.firstSkipped().forEach(line -> console.result("  %s", line));
        }
        if (survey.truncated() > 0) {
            console.result("%,d page_urls are cut to 2,048 characters", survey.truncated());
        }
        String shiftedTo = days(
                views.shift().apply(views.firstDay()),
                views.shift().apply(survey.viewsPerDay().lastKey()));
        console.result(
                "replaying %,d views on %s (shifted by %,d days)",
                views.count(), shiftedTo, views.shift().days());
    }

    void checked(Expectation expectation, List<Difference> differences, Duration elapsed) {
        int users = expectation.users().size();
        int days = expectation.days().size();
        console.result(
                "checked %,d users x %,d days: %,d differences (%,d reports in %.1f s)",
                users, days, differences.size(), (long) users * days, elapsed.toMillis() / 1e3);
        differences.stream()
                .flatMap(Difference::lines)
                .limit(SHOWN_DIFFERENCES)
                .forEach(line -> console.result("  %s", line));
        long pages = differences.stream().flatMap(Difference::lines).count();
        if (pages > SHOWN_DIFFERENCES) {
            console.result("  and %,d pages more", pages - SHOWN_DIFFERENCES);
        }
        if (differences.stream().anyMatch(difference -> !difference.onlyLacks())) {
            console.result("Reports with more than the file: does the service hold other views of these users, such as"
                    + " a replay from another day?");
        }
    }

    private static String days(LocalDate first, LocalDate last) {
        return first.equals(last) ? first.toString() : first + " to " + last;
    }
}
