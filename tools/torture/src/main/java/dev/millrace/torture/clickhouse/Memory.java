package dev.millrace.torture.clickhouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Records the memory of a process, every second from the start on; Linux only. */
final class Memory implements AutoCloseable {
    private static final int MINUTE = 60;

    private final Path status;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread sampling;

    /**
     * Kilobytes.
     *
     * @param all resident, files that are mapped too
     * @param anonymous without files: what cannot be given back
     */
    record Sample(long all, long anonymous) {}

    Memory(long pid) {
        status = Path.of("/proc/" + pid + "/status");
        sampling = Thread.ofVirtual().start(this::sample);
    }

    private void sample() {
        try {
            while (true) {
                Sample sample = new Sample(read("VmRSS:"), read("RssAnon:"));
                synchronized (samples) {
                    samples.add(sample);
                }
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (IOException | InterruptedException end) {
            // The process has ended, or nobody wants to know any more.
        }
    }

    private long read(String name) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException(status + " has no " + name));
    }

    @Override
    public void close() {
        sampling.interrupt();
    }

    private List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** Returns the median of the first minute, after the seconds that a JVM needs to start. */
    Sample first() {
        List<Sample> all = samples();
        int from = Math.min(10, all.size() / 4);
        return median(all.subList(from, Math.min(all.size(), from + MINUTE)));
    }

    /** The median of the last minute. */
    Sample last() {
        List<Sample> all = samples();
        return median(all.subList(Math.max(0, all.size() - MINUTE), all.size()));
    }

    /** The most of each. */
    Sample most() {
        return new Sample(
                samples().stream().mapToLong(Sample::all).max().orElse(0),
                samples().stream().mapToLong(Sample::anonymous).max().orElse(0));
    }

    private static Sample median(List<Sample> of) {
        return new Sample(
                of.stream()
                        .mapToLong(Sample::all)
                        .sorted()
                        .skip(of.size() / 2)
                        .findFirst()
                        .orElse(0),
                of.stream()
                        .mapToLong(Sample::anonymous)
                        .sorted()
                        .skip(of.size() / 2)
                        .findFirst()
                        .orElse(0));
    }
}
