package dev.millrace.torture.longrun;

import dev.millrace.processes.Database;
import dev.millrace.processes.Scrape;
import dev.millrace.torture.round.Node;
import dev.millrace.torture.round.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Samples what services and ClickHouse use while everything runs; from {@code /proc}, so Linux only. For one thread. */
final class Resources {
    private static final double MEGABYTE = 1 << 20;
    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    private final Map<String, Resource> all = new LinkedHashMap<>();

    /** Samples everything once; what cannot be asked at the moment is left out. */
    void sample(Round round) throws IOException, InterruptedException {
        for (int i = 0; i < round.nodes().size(); i++) {
            sample("service %s".formatted(i), round.nodes().get(i));
        }
        List<Database> shards = round.clickHouse().shards();
        for (int i = 0; i < shards.size(); i++) {
            sample(shards.size() == 1 ? "ClickHouse" : "shard %s".formatted(i + 1), shards.get(i));
        }
    }

    private void sample(String of, Node node) throws InterruptedException {
        try {
            Path process = Path.of("/proc/" + node.service().pid());
            add(of + ": RSS (MB)", 40, KILOBYTES_PER_MEGABYTE, status(process, "VmRSS:"));
            add(of + ": descriptors", 20, 1, entries(process.resolve("fd")));
            add(of + ": threads", 10, 1, status(process, "Threads:"));
            add(of + ": series of metrics", 20, 1, Scrape.of(node.service()).series());
            add(of + ": data directory (MB)", 16, MEGABYTE, bytes(node.dataDir()));
        } catch (IOException e) {
            // It is being started: the next sample has it.
        }
    }

    private void sample(String of, Database server) throws InterruptedException {
        try {
            add(of + ": RSS (MB)", 300, KILOBYTES_PER_MEGABYTE, status(Path.of("/proc/" + server.pid()), "VmRSS:"));
            add(
                    of + ": active parts",
                    100,
                    1,
                    server.admin().number("SELECT count() FROM system.parts WHERE active AND database = 'millrace'"));
            add(of + ": directory (MB)", 150, MEGABYTE, bytes(server.directory()));
        } catch (IOException e) {
            // It is away: the next sample has it.
        }
    }

    private void add(String name, double usual, double unit, long sample) {
        all.computeIfAbsent(name, _ -> new Resource(name, usual, unit)).add((double) sample);
    }

    private static long status(Path process, String name) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException(process + " has no " + name));
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    /** Adds up the sizes of all files below; files that vanish meanwhile do not count. */
    private static long bytes(Path directory) {
        long bytes = 0;
        List<Path> directories = new ArrayList<>(List.of(directory));
        while (!directories.isEmpty()) {
            try (Stream<Path> entries = Files.list(directories.removeLast())) {
                for (Path entry : entries.toList()) {
                    if (Files.isDirectory(entry)) {
                        directories.add(entry);
                    } else {
                        bytes += entry.toFile().length();
                    }
                }
            } catch (IOException vanished) {
                // It was merged or drained away.
            }
        }
        return bytes;
    }

    List<Resource> all() {
        return List.copyOf(all.values());
    }

    /** Names of those that grow without end. */
    List<String> growing() {
        return all.values().stream()
                .filter(resource -> resource.growth() == Resource.Growth.GROWS)
                .map(Resource::name)
                .toList();
    }

    /** A table with a line for each. */
    String markdown() {
        return all.values().stream().map(Resource::markdown).collect(Collectors.joining("\n", """
                        | resource | first | middle | last | most | median of the 2nd quarter | median of the last quarter | verdict |
                        |---|---|---|---|---|---|---|---|
                        """, "\n"));
    }
}
