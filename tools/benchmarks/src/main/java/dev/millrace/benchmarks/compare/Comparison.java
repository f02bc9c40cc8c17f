package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.result.Results;
import java.io.IOException;

/** One question, measured on everybody it is asked of. */
public interface Comparison {
    /** As it is typed. */
    String name();

    /** What is asked, in one line. */
    String question();

    /** Measures and adds its tables; what was lost goes to the bench. */
    void run(Bench bench, Results results) throws IOException, InterruptedException;
}
