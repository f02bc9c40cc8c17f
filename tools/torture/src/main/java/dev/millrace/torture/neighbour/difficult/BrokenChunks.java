package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Answer;
import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Random;

/** Sends a good chunk with a whole event, and then a broken one: nothing of that may be stored. */
final class BrokenChunks implements DifficultClient {
    @Override
    public String name() {
        return "broken-chunks";
    }

    /** A user of whom nothing may ever be stored. */
    static final long USER_OF_NOTHING = 8_800_001;

    private static final String[] BREAKS = {
        "zz\r\n", "-5\r\nabcde\r\n", "3\r\nabcdefgh\r\n0\r\n\r\n", "\r\n\r\n", "fffffffffffffffff\r\n"
    };

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(16, random, deadline, own -> {
            Peer peer = target.open();
            try {
                String event = Bodies.view(7_200_000_000L + own.nextInt(1_000), USER_OF_NOTHING) + "\n";
                String request = target.head("POST", "/api/traffic", Bodies.LINES, Bodies.CHUNKED)
                        + "\r\n"
                        + Bodies.chunk(event)
                        + BREAKS[own.nextInt(BREAKS.length)];
                target.send(peer, Bodies.bytes(request));
                Answer answer = peer.read();
                target.tally().answered(answer.status());
                if (answer.status() < 300) {
                    target.tally().fault("a body with a broken chunk was answered " + answer.status());
                }
            } finally {
                target.close(peer);
            }
            deadline.pause(Duration.ofMillis(10));
        });
    }
}
