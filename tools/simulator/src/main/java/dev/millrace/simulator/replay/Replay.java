package dev.millrace.simulator.replay;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.client.MillraceClient;
import dev.millrace.simulator.client.PostFormat;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.client.RetryPolicy;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Progress;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.traffic.PageView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run: post the views, wait until they are stored, check the reports. */
final class Replay {
    private final Survey survey;
    private final LoggedViews views;
    private final PostOptions post;
    private final ServiceOptions service;
    private final ReplayCommand.Steps steps;
    private final Console console;
    private final Summary summary;
    private final Tally tally = new Tally();
    private final Expectation expectation = new Expectation();
    private final Set<String> noticedReasons = ConcurrentHashMap.newKeySet();

    Replay(
            Survey survey,
            LoggedViews views,
            PostOptions post,
            ServiceOptions service,
            ReplayCommand.Steps steps,
            Console console) {
        this.survey = survey;
        this.views = views;
        this.post = post;
        this.service = service;
        this.steps = steps;
        this.console = console;
        this.summary = new Summary(console);
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
                Progress progress = console.progress("posting", views.count(), progress());
                Lanes lanes = new Lanes(service.connections);
                Interruption _ = new Interruption(() -> interrupted(progress, ackRecord, startedNanos))) {
            Poster poster = new Poster(client, retrier(service.retryFor), post, lanes, tally, ackRecord, console);
            views.forEach(view -> {
                if (!steps.noCheck) {
                    expectation.add(view);
                }
                last.view = view;
                poster.add(view);
            });
            poster.finish();
        } finally {
            summary.posted(tally, Duration.ofNanos(System.nanoTime() - startedNanos));
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
            String level = client.post(List.of(acknowledged), AckLevel.STORED, retrier(steps.settle))
                    .level();
            if (!level.equals(AckLevel.STORED.toString())) {
                console.notice("asked the service to have everything stored, it reached: %s", level);
            }
        } catch (GaveUpException e) {
            console.notice("asked the service to have everything stored: %s", e.getMessage());
        }
    }

    private boolean differs(MillraceClient client) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        Check check = new Check(expectation, client, retrier(service.retryFor), service.connections, steps.settle);
        List<Difference> differences = check.run(console);
        summary.checked(expectation, differences, Duration.ofNanos(System.nanoTime() - startedNanos));
        return !differences.isEmpty();
    }

    private Retrier retrier(Duration retryFor) {
        return new Retrier(new RetryPolicy(retryFor), reason -> {
            tally.retried(reason);
            if (noticedReasons.add(reason)) {
                console.notice("%s: %s, trying again for up to %d s", service.target, reason, retryFor.toSeconds());
            }
        });
    }

    private Progress.Source progress() {
        return new Progress.Source() {
            @Override
            public long done() {
                return tally.answered();
            }

            @Override
            public String detail() {
                Histogram micros = tally.ackMicros();
                String retries =
                        tally.retries() == 0 ? "" : String.format(Locale.ROOT, ", retries %,d", tally.retries());
                return micros.getTotalCount() == 0
                        ? "no ack yet" + retries
                        : String.format(
                                Locale.ROOT,
                                "ack p50 %.1f ms p99 %.1f ms%s",
                                micros.getValueAtPercentile(50) / 1e3,
                                micros.getValueAtPercentile(99) / 1e3,
                                retries);
            }
        };
    }

    private void interrupted(Progress progress, @Nullable AckRecord ackRecord, long startedNanos) {
        progress.close();
        console.result("interrupted");
        summary.posted(tally, Duration.ofNanos(System.nanoTime() - startedNanos));
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
