package dev.millrace.benchmarks.extra;

import dev.millrace.processes.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The system's memory of files. */
final class PageCache {
    private PageCache() {}

    /** Lets the system forget what a start of Millrace reads, the JDK as far as no running JVM holds it; needs GNU dd, does nothing without. */
    static void forgetProgram() throws InterruptedException {
        List<Path> files = new ArrayList<>(Service.programFiles());
        Path java = Path.of(System.getProperty("java.home"), "lib");
        files.add(java.resolve("modules"));
        files.add(java.resolve("server/libjvm.so"));
        files.add(java.resolve("server/classes.jsa"));
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                forget(file);
            }
        }
    }

    private static void forget(Path file) throws InterruptedException {
        try {
            new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            // Then a cold start is only cold in its data.
        }
    }
}
