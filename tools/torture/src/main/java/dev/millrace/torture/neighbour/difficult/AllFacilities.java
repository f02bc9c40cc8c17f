package dev.millrace.torture.neighbour.difficult;

import java.util.Random;

/** Asks for more than a thousand facilities at once, on several connections. */
final class AllFacilities implements DifficultClient {
    @Override
    public String name() {
        return "all-facilities";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(
                8,
                random,
                deadline,
                _ -> target.exchange(target.get(target.reports().facilities())));
    }
}
