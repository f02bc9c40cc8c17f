package dev.millrace.simulator.sensor.live;

import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Pacer;
import dev.millrace.simulator.load.Rejections;
import dev.millrace.simulator.load.Retries;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.sensor.live.Repeats.Repeat;
import dev.millrace.simulator.sensor.plant.Device;
import dev.millrace.simulator.sensor.plant.Plant;
import dev.millrace.simulator.sensor.plant.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets the devices post in turn, some readings late and some twice, and records what was acknowledged. A snapshot is sent
 * again, or corrected, only after it was acknowledged, and only one of the two. One thread sends; answers come on others.
 */
final class Sender {
    private final Plant plant;
    private final LiveOptions options;
    private final Duration retryFor;
    private final Transport transport;
    private final PlantExpectation expectation;
    private final Lanes lanes;
    private final Tally tally;
    private final Retries retries;
    private final Rejections rejections;
    private final Random random;
    private final Times times;
    private final Repeats repeats = new Repeats();
    private int turn;
    private volatile @Nullable Snapshot holding;

    Sender(
            Plant plant,
            LiveOptions options,
            Duration retryFor,
            Transport transport,
            PlantExpectation expectation,
            Lanes lanes,
            Tally tally,
            Retries retries,
            Rejections rejections,
            Times times,
            Random random) {
        this.plant = plant;
        this.options = options;
        this.retryFor = retryFor;
        this.transport = transport;
        this.expectation = expectation;
        this.lanes = lanes;
        this.tally = tally;
        this.retries = retries;
        this.rejections = rejections;
        this.times = times;
        this.random = random;
    }

    /** The treatment of a snapshot after it was acknowledged. */
    private enum Fate {
        STAYS,
        COMES_AGAIN,
        IS_CORRECTED
    }

    /** Sends for a while at the rate asked for, and returns when everything is answered. */
    void send(Duration time) throws IOException, InterruptedException {
        Pacer pacer = new Pacer(options.rate, System::nanoTime);
        long endNanos = System.nanoTime() + time.toNanos();
        while (true) {
            long waitNanos = pacer.nanosUntilDue(1);
            if (System.nanoTime() + waitNanos - endNanos >= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.sleep(waitNanos);
            for (Repeat repeat = repeats.takeDue(); repeat != null; repeat = repeats.takeDue()) {
                submit(repeat);
            }
            submit(next());
        }
        lanes.join();
    }

    /** Sends the remaining repetitions, and returns when everything is answered. */
    void sendRest() throws IOException, InterruptedException {
        for (Repeat repeat = repeats.take(); repeat != null; repeat = repeats.take()) {
            submit(repeat);
        }
        lanes.join();
    }

    /** A snapshot that was acknowledged and holds: sending it again changes nothing. Null if there is none yet. */
    @Nullable
    Snapshot holding() {
        return holding;
    }

    private Snapshot next() throws InterruptedException {
        Device device = plant.devices().get(turn);
        turn = (turn + 1) % plant.devices().size();
        boolean isLate = random.nextDouble() * 100 < options.latePercent;
        return device.measure(isLate ? times.late(device) : times.now(device));
    }

    private void submit(Snapshot snapshot) throws IOException, InterruptedException {
        double percent = random.nextDouble() * 100;
        Fate fate = percent < options.duplicatePercent
                ? Fate.COMES_AGAIN
                : transport.keepsOrder() && percent < options.duplicatePercent + options.correctPercent
                        ? Fate.IS_CORRECTED
                        : Fate.STAYS;
        lanes.submit(() -> first(snapshot, fate));
    }

    private void submit(Repeat repeat) throws IOException, InterruptedException {
        Snapshot sent = repeat.snapshot();
        if (repeat.isCorrection()) {
            Snapshot right = sent.device().correct(sent);
            lanes.submit(() -> {
                post(right, new AtomicBoolean());
                expectation.of(right.device()).correct(sent, right);
            });
        } else {
            lanes.submit(() -> post(sent, new AtomicBoolean()));
        }
    }

    private void first(Snapshot snapshot, Fate fate) throws IOException, InterruptedException {
        AtomicBoolean wasRetried = new AtomicBoolean();
        post(snapshot, wasRetried);
        DeviceRecord record = expectation.of(snapshot.device());
        // After a retry an earlier try may still be under way, and could come after the correction.
        if (fate == Fate.IS_CORRECTED && !wasRetried.get()) {
            record.addUntilCorrected(snapshot);
            repeats.add(snapshot, true, ThreadLocalRandom.current().nextDouble());
            return;
        }
        record.add(snapshot);
        holding = snapshot;
        if (fate == Fate.COMES_AGAIN) {
            repeats.add(snapshot, false, ThreadLocalRandom.current().nextDouble());
        }
    }

    private void post(Snapshot snapshot, AtomicBoolean wasRetried) throws IOException, InterruptedException {
        tally.posted(snapshot.size());
        long startedNanos = System.nanoTime();
        Acknowledgement answer = transport.send(snapshot, retries.of(retryFor, () -> wasRetried.set(true)));
        tally.acknowledged(answer, Duration.ofNanos(System.nanoTime() - startedNanos));
        if (answer.accepted() < snapshot.size()) {
            expectation.of(snapshot.device()).markIncomplete();
        }
        for (Rejection rejection : answer.rejected()) {
            rejections.show(
                    rejection,
                    "%s, %s, %s"
                            .formatted(
                                    snapshot.device().sensors().get(rejection.index()),
                                    Instant.ofEpochMilli(snapshot.tsMillis()),
                                    snapshot.value(rejection.index())));
        }
    }
}
