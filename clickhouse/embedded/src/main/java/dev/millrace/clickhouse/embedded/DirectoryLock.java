package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one process the owner of a data directory. The operating system drops the lock when the process ends, however
 * it ends, so there is no stale lock to clean up; the process id in the file is only for people.
 */
final class DirectoryLock implements AutoCloseable {
    private static final long POLL_MILLIS = 50;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits up to {@code patience} for a server that is still ending; empty when it has not ended by then. */
    static Optional<DirectoryLock> acquire(Path file, Duration patience) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long startNanos = System.nanoTime();
        @Nullable FileLock lock = channel.tryLock();
        while (lock == null && System.nanoTime() - startNanos < patience.toNanos()) {
            Thread.sleep(POLL_MILLIS);
            lock = channel.tryLock();
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
        return Optional.of(new DirectoryLock(channel));
    }

    /** The process id in the file, 0 when there is none. */
    static long owner(Path file) throws IOException {
        String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
