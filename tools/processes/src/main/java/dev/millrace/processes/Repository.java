package dev.millrace.processes;

import java.nio.file.Path;

/** Where the sources are. */
public final class Repository {
    private Repository() {}

    /** Its root: scripts name it, tests run in the directory of their module. */
    public static Path root() {
        return Path.of(System.getProperty("millrace.repository", "../.."))
                .toAbsolutePath()
                .normalize();
    }
}
