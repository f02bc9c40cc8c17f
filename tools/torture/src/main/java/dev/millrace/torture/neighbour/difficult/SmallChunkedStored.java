package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.util.Random;

/** Posts small bodies of unknown length that wait until they are stored, on many connections. */
final class SmallChunkedStored implements DifficultClient {
    @Override
    public String name() {
        return "small-chunked-stored";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(64, random, deadline, own -> {
            Peer peer = target.open();
            try {
                String head = target.head("POST", "/api/traffic?ack=stored", Bodies.JSON, Bodies.CHUNKED) + "\r\n";
                for (int i = 0; i < 50 && !deadline.isOver(); i++) {
                    String event = Bodies.view(7_300_000_000L + own.nextInt(10_000), Bodies.USER);
                    target.exchange(peer, Bodies.bytes(head + Bodies.chunk(event) + "0\r\n\r\n"));
                }
            } finally {
                target.close(peer);
            }
        });
    }
}
