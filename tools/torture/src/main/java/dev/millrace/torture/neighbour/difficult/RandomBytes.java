package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Random;

/** Sends random bytes, alone or where a head, a chunk or a packed body should be. */
final class RandomBytes implements DifficultClient {
    @Override
    public String name() {
        return "random-bytes";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        String[] beginnings = {
            "",
            "GET /",
            target.head("POST", "/api/traffic"),
            target.head("POST", "/api/traffic", Bodies.LINES, Bodies.CHUNKED) + "\r\n",
            target.head("POST", "/api/traffic", Bodies.LINES, Bodies.GZIP, "Content-Length: 3000") + "\r\n"
        };
        target.repeat(8, random, deadline, own -> {
            byte[] noise = new byte[3_000 + own.nextInt(20_000)];
            own.nextBytes(noise);
            Peer peer = target.open();
            try {
                target.send(peer, Bodies.bytes(beginnings[own.nextInt(beginnings.length)]));
                peer.send(noise);
                peer.finish();
                target.tally().answered(peer.readStatus());
            } finally {
                target.close(peer);
            }
            deadline.pause(Duration.ofMillis(5));
        });
    }
}
