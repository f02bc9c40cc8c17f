package dev.millrace.torture.neighbour.difficult;

import java.time.Duration;
import java.util.Random;

/** Sends bodies whose events are of 366 days, and some of more days than one body may have. */
final class DaysApart implements DifficultClient {
    @Override
    public String name() {
        return "days-apart";
    }

    private static final int MOST_DAYS = 366;

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(4, random, deadline, own -> {
            int days = own.nextInt(4) == 0 ? MOST_DAYS + 1 + own.nextInt(2_000) : MOST_DAYS;
            byte[] body = Bodies.days(days, 7_400_000_000L + 10_000L * own.nextInt(100));
            int status = target.exchange(target.post("/api/traffic", body, Bodies.LINES));
            if (days > MOST_DAYS + 1 && status < 300) {
                target.tally().fault("%s days in one body were answered %s".formatted(days, status));
            }
            deadline.pause(Duration.ofMillis(200));
        });
    }
}
