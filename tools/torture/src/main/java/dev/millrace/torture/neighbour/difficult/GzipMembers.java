package dev.millrace.torture.neighbour.difficult;

import java.util.Random;

/** Sends packed bodies of 400,000 empty members. */
final class GzipMembers implements DifficultClient {
    @Override
    public String name() {
        return "gzip-members";
    }

    @Override
    public void run(Target target, Random random, Deadline deadline) throws InterruptedException {
        byte[] request = target.post("/api/traffic", Bodies.emptyMembers(), Bodies.LINES, Bodies.GZIP);
        target.repeat(4, random, deadline, _ -> target.exchange(request));
    }
}
