package dev.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Bodies that are made before they are sent, in files, so that senders only read. The same seed makes the same events, except for their
 * times.
 */
public final class Bodies {
    private static final int DISTINCT_EVENTS = 300_000;
    private static final int MAX_BODIES = 1000;

    private final Kind kind;
    private final Path directory;
    private final int eventsPerBody;
    private final int count;
    private final long seed;
    private final Instant end = Instant.now();

    /** Makes nearly as many bodies of views as wrk can hold. */
    public Bodies(Path directory, int eventsPerBody, long seed) {
        this(Kind.VIEWS, directory, eventsPerBody, seed);
    }

    /** Makes nearly as many bodies as wrk can hold. */
    public Bodies(Kind kind, Path directory, int eventsPerBody, long seed) {
        this(kind, directory, eventsPerBody, Math.clamp(DISTINCT_EVENTS / eventsPerBody, 8, MAX_BODIES), seed);
    }

    /** Makes {@code count} bodies of views. */
    public Bodies(Path directory, int eventsPerBody, int count, long seed) {
        this(Kind.VIEWS, directory, eventsPerBody, count, seed);
    }

    private Bodies(Kind kind, Path directory, int eventsPerBody, int count, long seed) {
        this.kind = kind;
        this.directory = directory;
        this.eventsPerBody = eventsPerBody;
        this.count = count;
        this.seed = seed;
    }

    public int eventsPerBody() {
        return eventsPerBody;
    }

    /** Returns the number of bodies. */
    public int count() {
        return count;
    }

    /** Returns the prefix of the files of a form, which a number from 0 follows. They are made at the first call. */
    public String files(Form form) throws IOException {
        Path of = directory.resolve("%s-%s".formatted(form, eventsPerBody));
        if (!Files.isDirectory(of)) {
            Files.createDirectories(of);
            for (int i = 0; i < count; i++) {
                Files.write(of.resolve(Integer.toString(i)), Encoding.encode(events(i), form));
            }
        }
        return of + "/";
    }

    /** The mean size of an event in that form, in bytes. */
    public double bytesPerEvent(Form form) throws IOException {
        long bytes = 0;
        String files = files(form);
        for (int i = 0; i < count; i++) {
            bytes += Files.size(Path.of(files + i));
        }
        return bytes / ((double) count * eventsPerBody);
    }

    private Events events(int body) {
        return kind.make(seed, 1 + (long) body * eventsPerBody, eventsPerBody, end);
    }
}
