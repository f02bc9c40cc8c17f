package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.ExitCode;
import dev.millrace.simulator.check.Rounds;
import dev.millrace.simulator.check.Rounds.Question;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.console.Interruption;
import dev.millrace.simulator.console.Progress;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Rejections;
import dev.millrace.simulator.load.Retries;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.load.TallyLines;
import dev.millrace.simulator.options.ServiceOptions;
import dev.millrace.simulator.options.Steps;
import dev.millrace.simulator.sensor.plant.Plant;
import dev.millrace.simulator.sensor.plant.Snapshot;
import dev.millrace.simulator.sensor.verify.CheckLines;
import dev.millrace.simulator.sensor.verify.Difference;
import dev.millrace.simulator.sensor.verify.SensorQuestions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs devices: posts for a while, checks, posts again, until the time is over. */
final class LiveRun {
    private final Plant plant;
    private final LiveOptions options;
    private final ServiceOptions service;
    private final Steps steps;
    private final Console console;
    private final Random random;
    private final PlantExpectation expectation;
    private final Tally tally = new Tally();
    private final TallyLines tallyLines = new TallyLines(tally, "their sensors are not checked, and the windows");
    private final Retries retries;
    private long postingNanos;
    private int differences;

    LiveRun(Plant plant, LiveOptions options, ServiceOptions service, Steps steps, Console console, Random random) {
        this.plant = plant;
        this.options = options;
        this.service = service;
        this.steps = steps;
        this.console = console;
        this.random = random;
        this.expectation = new PlantExpectation(plant, options.checkSensors);
        this.retries = new Retries(tally, console, service.target.toString());
    }

    /** Returns the exit code. */
    int run() throws IOException, InterruptedException {
        try (ReadingsClient client = new ReadingsClient(service.target, service.timeout, service.key);
                Transport transport = Transports.of(options, service.timeout, client, console)) {
            post(client, transport);
            return differences > 0 || tally.rejected() > 0 ? ExitCode.DIFFERENCES : ExitCode.OK;
        }
    }

    private void post(ReadingsClient client, Transport transport) throws IOException, InterruptedException {
        try (Lanes lanes = new Lanes(service.connections);
                Interruption _ = new Interruption(this::interrupted)) {
            Times times = new Times(InstantSource.system(), random, options.lateBy);
            Rejections rejections = new Rejections(console);
            Sender sender = new Sender(
                    plant,
                    options,
                    service.retryFor,
                    transport,
                    expectation,
                    lanes,
                    tally,
                    retries,
                    rejections,
                    times,
                    random);
            Duration left = options.duration;
            boolean isLast = false;
            while (!isLast) {
                isLast = options.checkEvery.isZero() || left.compareTo(options.checkEvery) <= 0;
                Duration part = isLast ? left : options.checkEvery;
                left = left.minus(part);
                postFor(sender, part, isLast);
                if (!steps.noCheck) {
                    awaitStored(sender, transport);
                    check(client);
                }
            }
        } finally {
            tallyLines.print(console, Duration.ofNanos(postingNanos));
        }
    }

    private void postFor(Sender sender, Duration time, boolean isLast) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        long expected = tally.posted()
                + (long) (options.rate
                        * (time.toMillis() / 1e3)
                        * options.sensors
                        * (1 + options.duplicatePercent / 100));
        try (Progress _ = console.progress("posting", expected, tallyLines.progress())) {
            sender.send(time);
            if (isLast) {
                sender.sendRest();
            }
        } finally {
            postingNanos += System.nanoTime() - startedNanos;
        }
    }

    private void awaitStored(Sender sender, Transport transport) throws InterruptedException {
        @Nullable Snapshot holding = sender.holding();
        if (holding != null) {
            transport.awaitStored(holding, retries.of(steps.settle));
        }
    }

    private void check(ReadingsClient client) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        Retrier retrier = retries.of(service.retryFor);
        SensorQuestions sensors = new SensorQuestions(expectation, client, retrier);
        FacilityQuestions facilities = new FacilityQuestions(expectation, client, retrier);
        List<Question<Difference>> questions = new ArrayList<>(sensors.all());
        questions.addAll(facilities.all());
        List<Difference> found = new Rounds<>(service.connections, steps.settle, Difference::onlyLacks)
                .run(console, questions, "readings");
        String what = String.format(
                Locale.ROOT,
                "%,d of %,d sensors, %,d windows, %,d facilities after %,d readings",
                expectation.sensors().size(),
                expectation.knownSensors(),
                sensors.windows(),
                expectation.facilities().size(),
                tally.acknowledged());
        CheckLines.print(console, what, found, Duration.ofNanos(System.nanoTime() - startedNanos));
        differences += found.size();
    }

    private void interrupted() {
        console.result("interrupted");
        tallyLines.print(console, Duration.ofNanos(Math.max(1, postingNanos)));
        console.silence();
    }
}
