package dev.millrace.simulator.replay;

import dev.millrace.simulator.client.AckLevel;
import dev.millrace.simulator.client.Acknowledgement;
import dev.millrace.simulator.client.Acknowledgement.Rejection;
import dev.millrace.simulator.client.MillraceClient;
import dev.millrace.simulator.client.Retrier;
import dev.millrace.simulator.console.Console;
import dev.millrace.simulator.load.Lanes;
import dev.millrace.simulator.load.Pacer;
import dev.millrace.simulator.load.Rejections;
import dev.millrace.simulator.load.Tally;
import dev.millrace.simulator.traffic.PageView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of views into batches and posts them side by side. One thread adds; the answers come on others. */
final class Poster {
    /** The service takes bodies of up to 8 MiB. A control character in a page needs six bytes. */
    private static final int MAX_BATCH_BYTES = 7 << 20;

    private static final int MAX_BYTES_PER_CHAR = 6;
    private static final int MAX_OTHER_BYTES = 160;

    private final MillraceClient client;
    private final Retrier retrier;
    private final AckLevel ack;
    private final int batchSize;
    private final Pacer pacer;
    private final Lanes lanes;
    private final Tally tally;
    private final @Nullable AckRecord ackRecord;
    private final Console console;
    private final Rejections rejections;
    private final AtomicInteger notRecorded = new AtomicInteger();
    private final Queue<PageView> rejected = new ConcurrentLinkedQueue<>();

    private List<PageView> batch = new ArrayList<>();
    private long batchBytes;

    Poster(
            MillraceClient client,
            Retrier retrier,
            PostOptions options,
            Lanes lanes,
            Tally tally,
            @Nullable AckRecord ackRecord,
            Console console) {
        this.client = client;
        this.retrier = retrier;
        this.ack = options.ack;
        this.batchSize = options.batch;
        this.pacer = new Pacer(options.rate, System::nanoTime);
        this.lanes = lanes;
        this.tally = tally;
        this.ackRecord = ackRecord;
        this.console = console;
        this.rejections = new Rejections(console);
    }

    void add(PageView view) throws IOException, InterruptedException {
        long bytes = (long) MAX_BYTES_PER_CHAR * view.pageUrl().length() + MAX_OTHER_BYTES;
        if (batchBytes + bytes > MAX_BATCH_BYTES) {
            send();
        }
        batch.add(view);
        batchBytes += bytes;
        if (batch.size() == batchSize) {
            send();
        }
    }

    /** Sends the remaining events and returns once everything is answered. */
    void finish() throws IOException, InterruptedException {
        if (!batch.isEmpty()) {
            send();
        }
        lanes.join();
        if (notRecorded.get() > 0) {
            console.notice(
                    "%,d acknowledged views are not in the record: the service filtered others of their requests",
                    notRecorded.get());
        }
    }

    /** Returns the views that the service has rejected. */
    List<PageView> rejected() {
        return List.copyOf(rejected);
    }

    private void send() throws IOException, InterruptedException {
        List<PageView> views = batch;
        batch = new ArrayList<>(views.size());
        batchBytes = 0;
        TimeUnit.NANOSECONDS.sleep(pacer.nanosUntilDue(views.size()));
        lanes.submit(() -> post(views));
    }

    private void post(List<PageView> views) throws IOException, InterruptedException {
        tally.posted(views.size());
        long startedNanos = System.nanoTime();
        Acknowledgement answer = client.post(views, ack, retrier);
        Duration latency = Duration.ofNanos(System.nanoTime() - startedNanos);
        // The record first: whoever reads the count of acknowledged views may rely on finding them there.
        if (ackRecord != null) {
            notRecorded.addAndGet(ackRecord.append(views, answer));
        }
        tally.acknowledged(answer, latency);
        for (Rejection rejection : answer.rejected()) {
            PageView view = views.get(rejection.index());
            rejected.add(view);
            rejections.show(
                    rejection, "user %s, %s, %s".formatted(view.userId(), view.createdAtText(), view.pageUrl()));
        }
    }
}
