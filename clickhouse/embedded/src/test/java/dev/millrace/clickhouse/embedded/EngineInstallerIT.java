package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real npm; fast when npm's own cache has the package. */
class EngineInstallerIT {
    @TempDir
    private Path directory;

    @Test
    void npmUnpacksTheLockedPackageIntoAnEmptyCache() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MILLRACE_CACHE_DIR", directory.toString());

        Path library = new EngineInstaller(Platform.current(), environment).install();

        assertThat(Files.size(library)).isGreaterThan(100_000_000);
        assertThat(library).startsWith(directory.resolve("clickhouse"));
    }
}
