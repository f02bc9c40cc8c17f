package dev.millrace.processes;

import java.nio.file.Path;

/** Finds the sources. */
public final class Repository {
    private Repository() {}

    /** Returns the root: scripts set it, tests run in the directory of their module. */
    public static Path root() {
        return Path.of(System.getProperty("millrace.repository", "../.."))
                .toAbsolutePath()
                .normalize();
    }
}
