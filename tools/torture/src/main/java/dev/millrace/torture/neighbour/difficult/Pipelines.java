package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Random;

/** Sends thousands of requests ahead of their answers and reads none. */
final class Pipelines implements DifficultClient {
    @Override
    public String name() {
        return "pipelines";
    }

    private static final int REQUESTS = 5_000;

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        String[] paths = {"/health", "/openapi", "/api/traffic/daily/1", "/api/nothing"};
        target.repeat(8, random, deadline, own -> {
            Peer peer = target.open(own.nextBoolean() ? 0 : 4 << 10);
            try {
                byte[] request = Bodies.bytes(target.get(paths[own.nextInt(paths.length)]));
                for (int i = 0; i < REQUESTS && !deadline.isOver(); i++) {
                    target.tally().asked(1);
                    peer.send(request);
                }
                deadline.pause(Duration.ofMillis(own.nextInt(3_000)));
                target.tally().answered(peer.readStatus());
            } finally {
                target.close(peer);
            }
        });
    }
}
