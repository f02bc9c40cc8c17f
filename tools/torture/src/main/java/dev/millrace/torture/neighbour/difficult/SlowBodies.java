package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Random;

/** Sends bodies one byte at a time, some to their end. */
final class SlowBodies implements DifficultClient {
    @Override
    public String name() {
        return "slow-bodies";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(100, random, deadline, own -> {
            byte[] body = Bodies.bytes(Bodies.view(7_100_000_000L + own.nextInt(1_000), Bodies.USER)
                    + " ".repeat(own.nextBoolean() ? 0 : 5_000));
            String length = "Content-Length: " + body.length;
            Peer peer = target.open();
            try {
                target.send(peer, Bodies.bytes(target.head("POST", "/api/traffic", Bodies.JSON, length) + "\r\n"));
                for (int i = 0; i < body.length && !deadline.isOver(); i++) {
                    peer.send(new byte[] {body[i]});
                    deadline.pause(Duration.ofMillis(5));
                }
                if (!deadline.isOver()) {
                    target.tally().answered(peer.read().status());
                }
            } finally {
                target.close(peer);
            }
        });
    }
}
