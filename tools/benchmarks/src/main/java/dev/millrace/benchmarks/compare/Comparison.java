package dev.millrace.benchmarks.compare;

import dev.millrace.benchmarks.result.Results;
import java.io.IOException;

/** One question, measured with all contenders that it concerns. */
public interface Comparison {
    /** Returns the name on the command line. */
    String name();

    /** Returns the question in one line. */
    String question();

    /** Measures and adds its tables; what was lost goes to the bench. */
    void run(Bench bench, Results results) throws IOException, InterruptedException;
}
