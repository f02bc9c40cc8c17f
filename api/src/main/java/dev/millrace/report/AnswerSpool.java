package dev.millrace.report;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps answers that are too long for memory in files until they are sent. The files are unlinked as soon as they are open, so that nothing
 * is left of them however the process ends. Thread-safe.
 */
@Singleton
final class AnswerSpool {
    private final Path directory;
    private final AnswerConfig config;
    private final AtomicLong held = new AtomicLong();

    /** The most bytes of the spool that one sender may hold. */
    private final long share;

    private final Map<Object, Long> shares = new ConcurrentHashMap<>();

    AnswerSpool(@Value("${millrace.data-dir}") Path dataDir, AnswerConfig config, MeterRegistry registry) {
        this.directory = dataDir.resolve("answers");
        this.config = config;
        this.share = Math.max(config.maxAnswerBytes(), config.maxSpoolBytes() / 2);
        Gauge.builder("millrace.report.spool.bytes", held, AtomicLong::get)
                .description("Size of answers that are in files because they are too long for memory")
                .register(registry);
    }

    /**
     * Begins an answer. The caller closes it, or the stream of its bytes.
     *
     * @param receiver equal for all answers to one client
     */
    AnswerBody begin(Object receiver) {
        return new AnswerBody(this, receiver);
    }

    /** Opens a file that has no name. */
    FileChannel open() throws IOException {
        Files.createDirectories(directory);
        Path path = Files.createTempFile(directory, "answer", null);
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }

    /**
     * Reserves room for more bytes of an answer.
     *
     * @param size of the answer with them
     * @throws ReportRefusedException if it is too long, or if there are too many long ones at the moment
     */
    void take(Object receiver, long bytes, long size) {
        if (size > config.maxAnswerBytes()) {
            throw ReportRefusedException.tooLong(config.maxAnswerBytes());
        }
        boolean hasShare = shares.merge(receiver, bytes, Long::sum) <= share;
        if (held.addAndGet(bytes) > config.maxSpoolBytes() || !hasShare) {
            giveBack(receiver, bytes);
            throw ReportRefusedException.busy("Too many long reports are being sent at the moment.");
        }
    }

    void giveBack(Object receiver, long bytes) {
        if (bytes > 0) {
            held.addAndGet(-bytes);
            shares.computeIfPresent(receiver, (_, sum) -> sum == bytes ? null : sum - bytes);
        }
    }
}
