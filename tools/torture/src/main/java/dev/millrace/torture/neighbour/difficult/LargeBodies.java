package dev.millrace.torture.neighbour.difficult;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends bodies of 8 MB as fast as it can; after 100 of them only bodies that are rejected, to spare the disk. */
final class LargeBodies implements DifficultClient {
    @Override
    public String name() {
        return "large-bodies";
    }

    private static final int MOST_STORED = 100;

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        AtomicInteger sent = new AtomicInteger();
        byte[] views = target.post("/api/traffic", Bodies.large(), Bodies.LINES);
        byte[] spaces = target.post("/api/traffic", Bodies.filled(8 << 20, ' '), Bodies.LINES);
        byte[] tooLarge = target.post("/api/traffic", Bodies.filled(9 << 20, ' '), Bodies.LINES);
        byte[] rejected = target.post("/api/traffic", Bodies.largeRejected(), Bodies.LINES);
        byte[][] others = {spaces, tooLarge, rejected};
        target.repeat(8, random, deadline, own -> {
            boolean isStored = own.nextInt(4) > 0 && sent.incrementAndGet() <= MOST_STORED;
            target.exchange(isStored ? views : others[own.nextInt(others.length)]);
        });
    }
}
