package dev.millrace.torture.neighbour.difficult;

import java.io.IOException;
import java.util.Random;

/** One action that a client repeats. */
@FunctionalInterface
interface Attempt {
    /**
     * Does the action once.
     *
     * @throws IOException if the connection failed or ended, as that of a difficult client may
     */
    void run(Random random) throws IOException, InterruptedException;
}
