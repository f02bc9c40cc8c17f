package dev.millrace.torture.load;

import dev.millrace.torture.journal.Journal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The senders of a round. They go on through every failure until they are stopped. Not for several threads. */
public final class Load implements AutoCloseable {
    private final Ids ids;
    private final Journal journal;
    private final SplittableRandom random;
    private final AtomicInteger nextSender = new AtomicInteger();
    private final List<Running> running = new ArrayList<>();

    private record Running(List<Thread> threads, Client client, StopSign stop) {}

    private static final class StopSign {
        private volatile boolean set;
    }

    /** @param seed determines the requests, though not their times */
    public Load(Ids ids, Journal journal, long seed) {
        this.ids = ids;
        this.journal = journal;
        this.random = new SplittableRandom(seed);
    }

    /** Starts senders, in addition to those that run. With several targets each view may go to any of them. */
    public void start(LoadPlan plan, URI... targets) {
        Client client = new Client(plan.timeout());
        Pacer pacer = new Pacer(plan.eventsPerSecond());
        StopSign stop = new StopSign();
        long youngest = System.currentTimeMillis() - plan.youngest().toMillis();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.senders(); i++) {
            Sender sender = new Sender(
                    plan,
                    ids,
                    nextSender.getAndIncrement(),
                    List.of(targets),
                    journal,
                    client,
                    pacer,
                    random.split(),
                    youngest);
            threads.add(Thread.ofVirtual().name("sender").start(() -> sender.run(() -> !stop.set)));
        }
        running.add(new Running(threads, client, stop));
    }

    /** Lets each sender finish its request and returns when all have. Does nothing when none runs. */
    public void stop() throws InterruptedException {
        for (Running senders : running) {
            senders.stop.set = true;
        }
        for (Running senders : running) {
            for (Thread thread : senders.threads) {
                thread.join();
            }
            senders.client.close();
        }
        running.clear();
    }

    /** Ends the senders at once, whatever they wait for. */
    @Override
    public void close() {
        for (Running senders : running) {
            senders.stop.set = true;
            senders.threads.forEach(Thread::interrupt);
            senders.client.close();
        }
        running.clear();
    }
}
