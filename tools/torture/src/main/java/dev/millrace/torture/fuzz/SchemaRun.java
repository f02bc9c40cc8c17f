package dev.millrace.torture.fuzz;

import dev.millrace.processes.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** Runs schemathesis, which makes requests from the OpenAPI description and judges the answers. For one thread. */
final class SchemaRun {
    /** Until it is installed, and has told what it found. */
    private static final Duration MORE = Duration.ofMinutes(5);

    private final FuzzedService service;
    private final Path home;
    private final Findings findings;

    SchemaRun(FuzzedService service, Path home, Findings findings) {
        this.service = service;
        this.home = home;
        this.findings = findings;
    }

    /** Runs it and returns the last lines of its processes, which sum up. */
    String run(int examples, int workers, long seed, Duration most) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path log = home.resolve("schemathesis.log");
        ProcessBuilder command = new ProcessBuilder(
                        Repository.root()
                                .resolve("tools/torture/src/main/python/schema-run")
                                .toString(),
                        service.service().url().toString(),
                        Integer.toString(examples),
                        Integer.toString(workers),
                        Long.toString(seed))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("MILLRACE_KEY", service.key());
        Process process = command.start();
        if (!process.waitFor(most.plus(MORE))) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            findings.add("schemathesis did not end in time; its output is " + log);
        } else if (process.exitValue() != 0) {
            findings.add("schemathesis has found something, or could not run; its output is " + log);
        }
        String sums = Files.readAllLines(log).stream()
                .filter(line -> line.contains(" generated"))
                .map(String::strip)
                .collect(Collectors.joining("; "));
        return "schemathesis in %s s: %s"
                .formatted(
                        Duration.ofNanos(System.nanoTime() - start).toSeconds(), sums.isEmpty() ? "no summary" : sums);
    }
}
