package dev.millrace.simulator.replay;

import dev.millrace.simulator.accesslog.AccessLog;
import dev.millrace.simulator.console.Console;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Prints the final lines of a run. */
final class Summary {
    private static final int SHOWN_DIFFERENCES = 20;

    private final Console console;

    Summary(Console console) {
        this.console = console;
    }

    void input(Survey survey, LoggedViews views) {
        AccessLog log = views.log();
        console.result(
                "Reading %s as %s%s",
                log.file().path().getFileName(),
                log.kind().title(),
                log.kind().hasLocalTimes() ? ", times of " + log.zone() + " (--tz)" : "");
        console.result(
                "%s: %,d lines, %,d page views on %s",
                log.file().path().getFileName(),
                survey.lines(),
                survey.views(),
                days(survey.viewsPerDay().firstKey(), survey.viewsPerDay().lastKey()));
        survey.skipped().print(console);
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

    /** Says before a check which part of the reports it asks for, unless it is all of them. */
    void toCheck(ReportSample sample) {
        if (!sample.isAll()) {
            console.result(
                    "checking a sample of %,d of the %,d reports, of which %,d have views; --check-reports 0 checks all",
                    sample.reports().size(), sample.all(), sample.withViews());
        }
    }

    void checked(Expectation expectation, ReportSample sample, List<Difference> differences, Duration elapsed) {
        console.result(
                "checked %,d users x %,d days%s: %,d differences (%,d reports in %.1f s)",
                expectation.users().size(),
                expectation.days().size(),
                sample.isAll() ? "" : " by a sample",
                differences.size(),
                sample.reports().size(),
                elapsed.toMillis() / 1e3);
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
