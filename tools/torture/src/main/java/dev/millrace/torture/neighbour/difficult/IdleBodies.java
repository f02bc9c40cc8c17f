package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.util.Random;

/** Promises bodies on very many connections, chunked or of 8 MB, and sends nothing or a beginning of them. */
final class IdleBodies implements DifficultClient {
    @Override
    public String name() {
        return "idle-bodies";
    }

    private static final String[] PATHS = {"/api/traffic", "/api/traffic/beacon", "/api/sensors/readings"};
    private static final String[] PROMISES = {Bodies.CHUNKED, "Content-Length: 8388608"};

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(300, random, deadline, own -> {
            Peer peer = target.open();
            try {
                String promise = PROMISES[own.nextInt(2)];
                String head = target.head("POST", PATHS[own.nextInt(3)], Bodies.JSON, promise) + "\r\n";
                String beginning = " ".repeat(own.nextInt(3) == 0 ? 1 + own.nextInt(60_000) : 0);
                boolean isChunk = promise.equals(Bodies.CHUNKED) && !beginning.isEmpty();
                target.send(peer, Bodies.bytes(head + (isChunk ? Bodies.chunk(beginning) : beginning)));
                target.tally().answered(peer.readStatus());
            } finally {
                target.close(peer);
            }
        });
    }
}
