package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Opens up to 1,500 connections, each with 60 KB of a first line that never ends. */
final class UnfinishedHeads implements DifficultClient {
    @Override
    public String name() {
        return "unfinished-heads";
    }

    private static final int MOST = 1_500;
    private static final int THREADS = 3;
    private static final byte[] HALF_A_LINE = Bodies.bytes("GET /health?" + "y".repeat(60_000));

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        ThreadLocal<Deque<Peer>> held = ThreadLocal.withInitial(ArrayDeque::new);
        target.repeat(THREADS, random, deadline, _ -> {
            Deque<Peer> mine = held.get();
            if (mine.size() == MOST / THREADS) {
                target.close(mine.remove());
                deadline.pause(Duration.ofMillis(2));
            }
            Peer peer = target.open();
            mine.add(peer);
            target.send(peer, HALF_A_LINE);
        });
    }
}
