package dev.millrace.torture.fuzz;

import java.util.SplittableRandom;

/** Makes cases at random. Thread-safe, as all state is in the source of chance. */
interface Cases {
    /** Makes the next case. */
    Case next(SplittableRandom random);
}
