package dev.millrace.watch;

import dev.millrace.log.LimitedLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes changed content of files within two seconds, in a thread of its own. Content that is wrong is refused, and what was in force stays.
 * Files are read each second, not asked for their times: a copy may bring an old time, and a time may be too coarse. Thread-safe.
 */
public final class FileWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileWatch.class);
    private static final LimitedLog faults = new LimitedLog(log);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String label;
    private final String kept;
    private final Supplier<byte[]> content;
    private final Consumer<byte[]> take;
    private final Thread thread;
    private byte[] inForce = {};

    /** The error of the last look. It counts at the second look: a file that is being written is wrong only once. */
    private @Nullable String suspicion;

    private volatile @Nullable String problem;

    /**
     * Watches nothing before it is started.
     *
     * @param label the setting and the files, for messages
     * @param kept one sentence for messages: what goes on while the content is wrong
     * @param content reads the files; its IllegalArgumentException has a part of a sentence
     * @param take puts content in force; its IllegalArgumentException has a part of a sentence
     */
    public FileWatch(String label, String kept, Supplier<byte[]> content, Consumer<byte[]> take) {
        this.label = label;
        this.kept = kept;
        this.content = content;
        this.take = take;
        this.thread = Thread.ofVirtual().name("watch").unstarted(this::run);
    }

    /**
     * Takes the content as it is, and begins to watch. Once.
     *
     * @throws IllegalArgumentException with one sentence if the content is wrong
     */
    public void start() {
        try {
            inForce = content.get();
            take.accept(inForce);
        } catch (IllegalArgumentException e) {
            // Without its cause: the report of a failed start shows the innermost message.
            throw new IllegalArgumentException(sentence(e));
        }
        thread.start();
    }

    /** Returns what is wrong with the content, if what was in force before still is. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem).map(why -> why + " " + kept);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            byte[] now = content.get();
            if (!Arrays.equals(now, inForce)) {
                take.accept(now);
                inForce = now;
                log.info("{} has changed, and is in force.", label);
            }
            suspicion = null;
            problem = null;
        } catch (IllegalArgumentException e) {
            refuse(sentence(e));
        } catch (RuntimeException e) {
            faults.at(Level.ERROR, LimitedLog.kindOf(e)).setCause(e).log("{} could not be read. {}", label, kept);
        }
    }

    private String sentence(IllegalArgumentException failure) {
        return "%s: %s.".formatted(label, failure.getMessage());
    }

    private void refuse(String why) {
        if (why.equals(suspicion) && !why.equals(problem)) {
            log.error("{} {}", why, kept);
            problem = why;
        }
        suspicion = why;
    }

    /** Ends the thread. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
