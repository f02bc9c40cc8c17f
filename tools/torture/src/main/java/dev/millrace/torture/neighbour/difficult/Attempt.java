package dev.millrace.torture.neighbour.difficult;

import java.io.IOException;
import java.util.Random;

/** One thing that a client does, again and again. */
@FunctionalInterface
interface Attempt {
    /**
     * Does it once.
     *
     * @throws IOException if the connection failed or ended, as that of a difficult client may
     */
    void run(Random random) throws IOException, InterruptedException;
}
