package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The load generator wrk, one thread of it. Not thread-safe. */
public final class Wrk {
    private final Path directory;
    private final String cores;

    /**
     * @param directory for its scripts
     * @param cores the cores on which it runs, as {@code taskset} names them
     * @throws IOException if wrk is missing; the message says how to get it
     */
    public Wrk(Path directory, String cores) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.cores = cores;
        version();
        for (String script : List.of("single.lua", "reading.lua", "bodies.lua")) {
            Files.writeString(directory.resolve(script), resource(script) + resource("done.lua"));
        }
    }

    /** Returns the version of wrk. */
    public static String version() throws IOException, InterruptedException {
        try {
            // It prints its version and complains that it has no URL.
            Process wrk = new ProcessBuilder("wrk", "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            wrk.waitFor();
            return text.lines().findFirst().orElse("unknown").replaceFirst(" Copyright.*", "");
        } catch (IOException e) {
            throw new IOException("The load comes from wrk, and there is none on the PATH: apt-get install wrk", e);
        }
    }

    /** A wrk that is sending. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final Path output;

        private Running(Process process, Path output) {
            this.process = process;
            this.output = output;
        }

        /** Waits for its end. */
        public WrkReport await() throws IOException, InterruptedException {
            int code = process.waitFor();
            String text = Files.readString(output);
            if (code != 0) {
                throw new IOException("wrk ended with %s: %s".formatted(code, text.strip()));
            }
            return WrkReport.parse(text);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Sends for some seconds, in the background. */
    public Running start(WrkOrder order, int seconds) throws IOException {
        List<String> words = new ArrayList<>();
        if (Cores.canPin()) {
            words.addAll(List.of("taskset", "-c", cores));
        }
        words.addAll(List.of("wrk", "-t1", "-c" + order.connections(), "-d" + seconds + "s", "--timeout", "60s"));
        words.addAll(List.of("-s", directory.resolve(order.script()).toString()));
        order.request().headers().forEach((name, value) -> words.addAll(List.of("-H", name + ": " + value)));
        words.add(order.request().url().toString());
        words.add("--");
        words.addAll(order.arguments());
        Path output = Files.createTempFile(directory, "wrk-", ".txt");
        return new Running(
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** Sends for some seconds and waits. */
    public WrkReport run(WrkOrder order, int seconds) throws IOException, InterruptedException {
        try (Running running = start(order, seconds)) {
            return running.await();
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream text = Wrk.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IOException("the build has no " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
