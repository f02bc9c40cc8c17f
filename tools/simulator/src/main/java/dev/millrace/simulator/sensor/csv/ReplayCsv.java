package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.check.Rounds;
import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.GaveUpException;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Interruption;
import dev.millrace.simulator.console.Progress;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Pacer;
import dev.millrace.simulator.load.Rejections;
import dev.millrace.simulator.load.Retries;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.load.TallyLines;
import dev.millrace.simulator.options.FileSteps;
import dev.millrace.simulator.options.ServiceOptions;
import dev.millrace.simulator.sensor.Reading;
import dev.millrace.simulator.sensor.verify.CheckLines;
import dev.millrace.simulator.sensor.verify.Difference;
import dev.millrace.simulator.sensor.verify.SensorQuestions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs a replay: posts the readings, waits until they are stored, checks the windows. */
final class ReplayCsv {
    private final List<Reading> readings;
    private final CsvExpectation expectation;
    private final CsvOptions options;
    private final ServiceOptions service;
    private final FileSteps steps;
    private final Console console;
    private final Tally tally = new Tally();
    private final TallyLines tallyLines = new TallyLines(tally, "the windows");
    private final Retries retries;
    private final Set<Long> rejectedTimes = ConcurrentHashMap.newKeySet();

    /** @param readings in the order in which they are to be posted */
    ReplayCsv(
            List<Reading> readings,
            CsvExpectation expectation,
            CsvOptions options,
            ServiceOptions service,
            FileSteps steps,
            Console console) {
        this.readings = List.copyOf(readings);
        this.expectation = expectation;
        this.options = options;
        this.service = service;
        this.steps = steps;
        this.console = console;
        this.retries = new Retries(tally, console, service.target.toString());
    }

    /** Returns the exit code. */
    int run() throws IOException, InterruptedException {
        try (ReadingsClient client = new ReadingsClient(service.target, service.timeout, service.key)) {
            if (!steps.checkOnly) {
                post(client);
            }
            boolean differs = !steps.noCheck && differs(client);
            return differs || tally.rejected() > 0 ? ExitCode.DIFFERENCES : ExitCode.OK;
        }
    }

    private void post(ReadingsClient client) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        try (Progress progress = console.progress("posting", readings.size(), tallyLines.progress());
                Lanes lanes = new Lanes(service.connections);
                Interruption _ = new Interruption(() -> interrupted(progress, startedNanos))) {
            new CsvPoster(
                            client,
                            retries.of(service.retryFor),
                            options.protocol,
                            options.ack,
                            options.batch,
                            new Pacer(options.rate, System::nanoTime),
                            lanes,
                            tally,
                            new Rejections(console),
                            rejectedTimes)
                    .post(readings);
        } finally {
            tallyLines.print(console, Duration.ofNanos(System.nanoTime() - startedNanos));
        }
        if (!steps.noCheck && options.ack != AckLevel.STORED) {
            awaitStored(client);
        }
    }

    /**
     * Sends a reading that has been acknowledged before once more, one that holds, and asks to have it stored. The service's
     * buffer is a log in order, so everything before it is stored then too; with several nodes only what went to the
     * same one, and for the rest the check has its time to settle.
     */
    private void awaitStored(ReadingsClient client) throws InterruptedException {
        try {
            List<Reading> taken = readings.stream()
                    .filter(reading -> !rejectedTimes.contains(reading.tsMillis()))
                    .toList();
            if (taken.isEmpty()) {
                return;
            }
            List<Reading> again = List.of(taken.getLast());
            client.post(options.protocol.encode(again), options.protocol, 1, AckLevel.STORED, retries.of(steps.settle));
        } catch (GaveUpException e) {
            console.notice("asked the service to have everything stored: %s", e.getMessage());
        }
    }

    private boolean differs(ReadingsClient client) throws IOException, InterruptedException {
        // What the service does not take has no place in its windows.
        CsvExpectation expected = expectation.without(rejectedTimes);
        if (expected.values().isEmpty()) {
            console.result("nothing is left to check: the service rejected every reading");
            return true;
        }
        long startedNanos = System.nanoTime();
        SensorQuestions questions = new SensorQuestions(expected, client, retries.of(service.retryFor));
        List<Difference> differences = new Rounds<>(service.connections, steps.settle, Difference::onlyLacks)
                .run(console, questions.all(), "readings");
        CheckLines.print(
                console,
                "all windows of %s".formatted(expectation.sensor()),
                differences,
                Duration.ofNanos(System.nanoTime() - startedNanos));
        return !differences.isEmpty();
    }

    private void interrupted(Progress progress, long startedNanos) {
        progress.close();
        console.result("interrupted");
        tallyLines.print(console, Duration.ofNanos(System.nanoTime() - startedNanos));
        console.silence();
    }
}
