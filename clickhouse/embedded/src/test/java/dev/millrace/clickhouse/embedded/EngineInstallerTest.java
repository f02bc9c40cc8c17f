package dev.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in for npm that takes a moment, counts its calls and writes a library of a few bytes. */
class EngineInstallerTest {
    private static final String INSTALLS = """
            #!/bin/sh
            echo "$*" >> "$CALLS"
            sleep 0.5
            mkdir -p node_modules/@chdb/lib-linux-x64-gnu
            echo engine > node_modules/@chdb/lib-linux-x64-gnu/libchdb.so
            """;

    private static final String FAILS = """
            #!/bin/sh
            echo "npm error code EINTEGRITY"
            echo "npm error Integrity checksum failed"
            echo "npm error and ten lines more"
            exit 1
            """;

    @TempDir
    private Path directory;

    private Path calls;
    private Map<String, String> environment;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(directory.resolve("bin"));
        calls = directory.resolve("calls");
        environment = Map.of(
                "PATH", directory.resolve("bin") + ":/usr/bin:/bin",
                "MILLRACE_CACHE_DIR", directory.resolve("cache").toString(),
                "CALLS", calls.toString());
    }

    @Test
    void theEngineIsInstalledOnceAndThenFound() throws IOException {
        npm(INSTALLS);

        Path library = installer().install();

        assertThat(library).hasContent("engine\n").startsWith(directory.resolve("cache/clickhouse"));
        assertThat(installer().install()).isEqualTo(library);
        assertThat(calls)
                .hasContent("ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error"
                        + " --os=linux --cpu=x64\n");
    }

    @Test
    void twoProcessesThatInstallAtOnceInstallOnce() throws Exception {
        npm(INSTALLS);

        List<Process> processes = List.of(installInAnotherProcess(), installInAnotherProcess());

        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
            assertThat(process.inputReader().readLine()).endsWith("libchdb.so");
        }
        assertThat(calls).content().hasLineCount(1);
    }

    @Test
    void twoThreadsThatInstallAtOnceInstallOnce() throws Exception {
        npm(INSTALLS);
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                installer().install();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });

        installer().install();

        other.join();
        assertThat(calls).content().hasLineCount(1);
    }

    @Test
    void whatAKilledInstallLeftBehindIsThrownAway() throws IOException {
        npm(INSTALLS);
        Path unfinished = directory.resolve("cache/clickhouse/.unfinished-" + EngineInstaller.VERSION + "-linux-x64");
        Files.createDirectories(unfinished.resolve("node_modules/@chdb"));
        Files.writeString(unfinished.resolve("node_modules/@chdb/half"), "of a file");

        Path library = installer().install();

        assertThat(library).exists();
        assertThat(library.resolveSibling("../half")).doesNotExist();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void withoutNpmOneSentenceSaysWhatToInstall() {
        assertThatThrownBy(() -> new EngineInstaller(
                                Platform.LINUX_X64, Map.of("PATH", "/nowhere", "XDG_CACHE_HOME", directory.toString()))
                        .install())
                .isInstanceOf(EmbeddedClickHouseException.class)
                .hasMessage("npm is not on the PATH, and it is what brings the ClickHouse engine:"
                        + " install Node.js 18 or newer, or connect to a ClickHouse server elsewhere.");
    }

    @Test
    void whenNpmFailsItsOwnWordsAreInTheSentence() throws IOException {
        npm(FAILS);

        assertThatThrownBy(() -> installer().install())
                .isInstanceOf(EmbeddedClickHouseException.class)
                .hasMessageStartingWith("npm could not install @chdb/lib-linux-x64-gnu"
                        + " (code EINTEGRITY: Integrity checksum failed); its output is in ")
                .hasMessageEndingWith("npm.log.");

        npm(INSTALLS);
        assertThat(installer().install()).exists();
    }

    private EngineInstaller installer() {
        return new EngineInstaller(Platform.LINUX_X64, environment);
    }

    private Process installInAnotherProcess() throws IOException {
        return OtherJvm.start(InstallMain.class, environment);
    }

    private void npm(String script) throws IOException {
        Path npm = directory.resolve("bin/npm");
        Files.writeString(npm, script);
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwx------"));
    }

    /** Installs with the environment as it is. */
    static final class InstallMain {
        public static void main(String[] args) throws IOException {
            System.out.println(new EngineInstaller(Platform.LINUX_X64, System.getenv()).install());
        }
    }
}
