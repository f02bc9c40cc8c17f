package dev.millrace.simulator.sensor.csv;

import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.client.ReadingsClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Pacer;
import dev.millrace.simulator.load.Rejections;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.sensor.Reading;
import dev.millrace.simulator.sensor.ReadingFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Posts readings in batches, side by side. A batch waits for those before it if one of them may still be under way with a reading of the
 * same time: of two such readings the one that comes later wins. For one thread; answers come on others.
 *
 * @param retrier for every request
 * @param lanes for this poster alone
 * @param rejectedTimes receives the times of rejected readings, from any thread
 */
record CsvPoster(
        ReadingsClient client,
        Retrier retrier,
        ReadingFormat format,
        AckLevel ack,
        int batchSize,
        Pacer pacer,
        Lanes lanes,
        Tally tally,
        Rejections rejections,
        Set<Long> rejectedTimes) {

    /** Returns once everything is answered. */
    void post(List<Reading> readings) throws IOException, InterruptedException {
        Set<Long> underWay = new HashSet<>();
        for (int from = 0; from < readings.size(); from += batchSize) {
            List<Reading> batch = readings.subList(from, Math.min(readings.size(), from + batchSize));
            if (batch.stream().anyMatch(reading -> underWay.contains(reading.tsMillis()))) {
                lanes.join();
                underWay.clear();
            }
            batch.forEach(reading -> underWay.add(reading.tsMillis()));
            TimeUnit.NANOSECONDS.sleep(pacer.nanosUntilDue(batch.size()));
            lanes.submit(() -> send(batch));
        }
        lanes.join();
    }

    private void send(List<Reading> batch) throws IOException, InterruptedException {
        tally.posted(batch.size());
        long startedNanos = System.nanoTime();
        Acknowledgement answer = client.post(format.encode(batch), format, batch.size(), ack, retrier);
        tally.acknowledged(answer, Duration.ofNanos(System.nanoTime() - startedNanos));
        for (Rejection rejection : answer.rejected()) {
            Reading reading = batch.get(rejection.index());
            rejectedTimes.add(reading.tsMillis());
            rejections.show(rejection, "%s, %s".formatted(Instant.ofEpochMilli(reading.tsMillis()), reading.value()));
        }
    }
}
