package dev.millrace.oracle;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories of readings against an exact computation: see {@link Histories}. */
class SensorOracleIT {
    @TempDir
    Path directory;

    @Test
    void everyWindowEqualsAnExactComputationAtEveryStep() throws Exception {
        Histories.run(directory, setting -> setting.shards() == 1 ? 25 : 12, SensorOracleRun::new);
    }
}
