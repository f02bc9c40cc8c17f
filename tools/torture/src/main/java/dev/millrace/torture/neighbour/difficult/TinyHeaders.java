package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Random;

/** Sends very many tiny headers: thousands at once, or one after the other without an end. */
final class TinyHeaders implements DifficultClient {
    @Override
    public String name() {
        return "tiny-headers";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(24, random, deadline, own -> {
            if (own.nextInt(3) > 0) {
                target.exchange(target.head("GET", "/health") + "a: \r\n".repeat(10 + own.nextInt(8_000)) + "\r\n");
                deadline.pause(Duration.ofMillis(10));
                return;
            }
            Peer peer = target.open();
            try {
                target.send(peer, Bodies.bytes(target.head("GET", "/health")));
                while (!deadline.isOver()) {
                    peer.send("a: \r\n");
                    deadline.pause(Duration.ofMillis(5));
                }
            } finally {
                target.close(peer);
            }
        });
    }
}
