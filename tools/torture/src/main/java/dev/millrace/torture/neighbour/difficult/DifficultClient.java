package dev.millrace.torture.neighbour.difficult;

import java.util.Random;

/** A client that takes all it can get. Has no state, so that it may run several times. */
public interface DifficultClient {
    /** Returns the name in tables and tests. */
    String name();

    /** Troubles the service until the deadline; returns soon after it. */
    void run(Target target, Random random, Deadline deadline) throws InterruptedException;
}
