package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** Ends its half of the connection after a request, or resets it in the middle of one or before the answer. */
final class HalfClosed implements DifficultClient {
    @Override
    public String name() {
        return "half-closed";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(16, random, deadline, own -> {
            byte[] event = Bodies.bytes(Bodies.view(7_600_000_000L + own.nextInt(1_000), Bodies.USER));
            byte[] post = target.post("/api/traffic?ack=stored", event, Bodies.JSON);
            byte[] whole = own.nextInt(3) == 0
                    ? Bodies.bytes(target.get(target.reports().daily()))
                    : post;
            byte[] part = own.nextInt(3) == 0 ? Arrays.copyOf(whole, whole.length - 10) : whole;
            Peer peer = target.open();
            try {
                target.send(peer, part);
                if (own.nextBoolean()) {
                    peer.finish();
                }
                if (own.nextInt(4) == 0 && part.length == whole.length) {
                    target.tally().answered(peer.readStatus());
                }
            } finally {
                target.reset(peer);
            }
            deadline.pause(Duration.ofMillis(5));
        });
    }
}
