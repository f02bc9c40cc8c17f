package dev.millrace.oracle;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories of page views against a brute-force count: see {@link Histories}. */
class OracleIT {
    @TempDir
    Path directory;

    @Test
    void everyReportEqualsABruteForceCountAtEveryStep() throws Exception {
        Histories.run(directory, setting -> setting.shards() == 1 ? 25 : 12, OracleRun::new);
    }
}
