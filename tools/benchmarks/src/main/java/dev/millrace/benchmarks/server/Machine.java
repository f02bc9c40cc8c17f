package dev.millrace.benchmarks.server;

import dev.millrace.benchmarks.load.Wrk;
import dev.millrace.benchmarks.result.Results;
import dev.millrace.benchmarks.result.Table;
import dev.millrace.processes.Repository;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** Describes the machine and the versions that the numbers depend on. */
public final class Machine {
    private Machine() {}

    /** Adds a table of it. */
    public static void describe(Results results) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Table machine = results.table("Machine", "cores", "memory", "system", "Java", "load before");
        machine.add(
                system.getAvailableProcessors(),
                "%s GB".formatted(system.getTotalMemorySize() >> 30),
                system.getName() + " " + system.getArch(),
                Runtime.version().toString(),
                load());
    }

    /** Adds a table of it, of what runs on it, and of the disk that a directory is on. */
    public static void describe(Results results, Path directory) throws IOException, InterruptedException {
        describe(results);
        FileStore disk = Files.getFileStore(directory);
        Table table = results.table("Machine, more", "processor", "kernel", "disk", "Millrace", "wrk", "JVM options");
        table.add(
                line("/proc/cpuinfo", "model name"),
                System.getProperty("os.version"),
                "%s on %s".formatted(disk.type(), disk.name()),
                revision(),
                Wrk.version(),
                options());
    }

    private static String line(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notHere) {
            return "unknown";
        }
    }

    private static String revision() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(Repository.root().toFile())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? text : "unknown";
        } catch (IOException noGit) {
            return "unknown";
        }
    }

    private static String options() throws IOException {
        return Files.readAllLines(Repository.root().resolve("api/jvm.options")).stream()
                .filter(line -> line.startsWith("-X"))
                .collect(Collectors.joining(" "));
    }

    /** The load of the last minute, ours and other people's. */
    public static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
