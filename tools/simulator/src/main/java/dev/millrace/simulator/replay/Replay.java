package dev.millrace.simulator.replay;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.client.MillraceClient;
import dev.millrace.simulator.client.PostFormat;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Interruption;
import dev.millrace.simulator.console.Progress;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Retries;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.load.TallyLines;
import dev.millrace.simulator.options.FileSteps;
import dev.millrace.simulator.options.ServiceOptions;
import dev.millrace.simulator.traffic.PageView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a replay: posts the views, waits until they are stored, checks the reports. */
final class Replay {
    private final Survey survey;
    private final LoggedViews views;
    private final PostOptions post;
    private final ServiceOptions service;
    private final FileSteps steps;
    private final int checkReports;
    private final Console console;
    private final Summary summary;
    private final Tally tally = new Tally();
    private final Expectation expectation = new Expectation();
    private final TallyLines tallyLines = new TallyLines(tally, "the reports");
    private final Retries retries;

    /** @param checkReports how many reports to ask for at most; 0 for all */
    Replay(
            Survey survey,
            LoggedViews views,
            PostOptions post,
            ServiceOptions service,
            FileSteps steps,
            int checkReports,
            Console console) {
        this.survey = survey;
        this.views = views;
        this.post = post;
        this.service = service;
        this.steps = steps;
        this.checkReports = checkReports;
        this.console = console;
        this.summary = new Summary(console);
        this.retries = new Retries(tally, console, service.target.toString());
    }

    /** Returns the exit code. */
    int run() throws IOException, InterruptedException {
        summary.input(survey, views);
        PostFormat format = new PostFormat(post.format, post.compression);
        try (MillraceClient client = new MillraceClient(service.target, service.timeout, format, service.key)) {
            if (steps.dryRun || steps.checkOnly) {
                views.forEach(expectation::add);
            } else {
                post(client);
            }
            if (steps.dryRun) {
                console.result(
                        "%,d users; nothing was posted", expectation.users().size());
                return ExitCode.OK;
            }
            boolean differs = !steps.noCheck && differs(client);
            return differs || tally.rejected() > 0 ? ExitCode.DIFFERENCES : ExitCode.OK;
        }
    }

    private void post(MillraceClient client) throws IOException, InterruptedException {
        LastView last = new LastView();
        long startedNanos = System.nanoTime();
        try (AckRecord ackRecord = post.recordFile == null ? null : new AckRecord(post.recordFile);
                Progress progress = console.progress("posting", views.count(), tallyLines.progress());
                Lanes lanes = new Lanes(service.connections);
                Interruption _ = new Interruption(() -> interrupted(progress, ackRecord, startedNanos))) {
            Poster poster = new Poster(client, retries.of(service.retryFor), post, lanes, tally, ackRecord, console);
            views.forEach(view -> {
                if (!steps.noCheck) {
                    expectation.add(view);
                }
                last.view = view;
                poster.add(view);
            });
            poster.finish();
            // What the service does not take has no place in its reports.
            poster.rejected().forEach(expectation::remove);
        } finally {
            tallyLines.print(console, Duration.ofNanos(System.nanoTime() - startedNanos));
        }
        if (!steps.noCheck && post.ack != AckLevel.STORED && last.view != null) {
            awaitStored(client, last.view);
        }
    }

    private static final class LastView {
        private @Nullable PageView view;
    }

    /**
     * Sends an event that has been acknowledged before once more and asks to have it stored. The service's buffer is a
     * log in order, so everything before it is stored then too; with several nodes only what went to the same one, and
     * for the rest the check has its time to settle.
     */
    private void awaitStored(MillraceClient client, PageView acknowledged) throws InterruptedException {
        try {
            String level = client.post(List.of(acknowledged), AckLevel.STORED, retries.of(steps.settle))
                    .level();
            if (!level.equals(AckLevel.STORED.toString())) {
                console.notice("asked the service to have everything stored, it reached: %s", level);
            }
        } catch (GaveUpException e) {
            console.notice("asked the service to have everything stored: %s", e.getMessage());
        }
    }

    private boolean differs(MillraceClient client) throws IOException, InterruptedException {
        if (expectation.users().isEmpty()) {
            console.result("nothing is left to check: the service rejected every view");
            return true;
        }
        long startedNanos = System.nanoTime();
        ReportSample sample = ReportSample.of(expectation, checkReports);
        summary.toCheck(sample);
        Check check =
                new Check(expectation, sample, client, retries.of(service.retryFor), service.connections, steps.settle);
        List<Difference> differences = check.run(console);
        summary.checked(expectation, sample, differences, Duration.ofNanos(System.nanoTime() - startedNanos));
        return !differences.isEmpty();
    }

    private void interrupted(Progress progress, @Nullable AckRecord ackRecord, long startedNanos) {
        progress.close();
        console.result("interrupted");
        tallyLines.print(console, Duration.ofNanos(System.nanoTime() - startedNanos));
        console.silence();
        if (ackRecord != null) {
            try {
                ackRecord.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the record may lack its end", e);
            }
        }
    }
}
