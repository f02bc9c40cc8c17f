package dev.millrace.torture.neighbour.difficult;

import java.util.Random;

/** Sends sixteen bodies at once with 330,000 different names of fields each. */
final class FieldNames implements DifficultClient {
    @Override
    public String name() {
        return "field-names";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        target.repeat(
                16,
                random,
                deadline,
                own -> target.exchange(
                        target.post("/api/traffic", Bodies.fieldNames(own.nextInt(4)), Bodies.LINES, Bodies.GZIP)));
    }
}
