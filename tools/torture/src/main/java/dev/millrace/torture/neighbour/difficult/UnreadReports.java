package dev.millrace.torture.neighbour.difficult;

import dev.millrace.torture.neighbour.http.Peer;
import java.time.Duration;
import java.util.Random;

/** Asks for long reports and reads nothing but the first line. */
final class UnreadReports implements DifficultClient {
    @Override
    public String name() {
        return "unread-reports";
    }

    private static final int SMALL_BUFFER = 4 << 10;

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(12, random, deadline, own -> {
            Peer peer = target.open(SMALL_BUFFER);
            try {
                target.send(peer, Bodies.bytes(target.get(target.reports().daily())));
                target.tally().answered(peer.readStatus());
                deadline.pause(Duration.ofSeconds(2 + own.nextInt(40)));
            } finally {
                target.close(peer);
            }
        });
    }
}
