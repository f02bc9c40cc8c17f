package dev.millrace.oracle;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories of page views against a brute-force count: see {@link Histories}. */
class OracleIT {
    private static final int RUNS = 150;

    @TempDir
    Path directory;

    @Test
    void everyReportEqualsABruteForceCountAtEveryStep() throws Exception {
        Histories.run(directory, RUNS, OracleRun::new);
    }
}
