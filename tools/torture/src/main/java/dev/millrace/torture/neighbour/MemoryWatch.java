package dev.millrace.torture.neighbour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks five times a second at how much memory a process has (RSS); Linux only. */
final class MemoryWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 200;

    private final Path status;
    private final AtomicLong most = new AtomicLong();
    private final Thread watching;

    MemoryWatch(long pid) {
        status = Path.of("/proc/" + pid + "/status");
        watching = Thread.ofPlatform().daemon().name("memory-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                long now = megabytes();
                most.accumulateAndGet(now, Math::max);
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
        } catch (IOException | InterruptedException end) {
            // The process has ended, or nobody wants to know any more.
        }
    }

    private long megabytes() throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException(status + " has no VmRSS"));
    }

    /** The most since it was last asked. */
    long takeMost() {
        return most.getAndSet(0);
    }

    @Override
    public void close() {
        watching.interrupt();
    }
}
