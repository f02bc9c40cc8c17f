package dev.millrace.clickhouse.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
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
 * Makes one process the owner of a data directory. The operating system drops the lock when the process ends, however it ends, so there is
 * no stale lock to clean up. The file's text informs processes that wait: it has the owner's process id, and "ending" once the owner ends.
 */
final class DirectoryLock implements AutoCloseable {
    /** A server whose parent has gone may take all of its grace. */
    static final Duration PATIENCE_WITH_ENDING_OWNER = ParentWatch.GRACE.plusSeconds(5);

    /** The wait for a running owner, which may just have lost its parent without having noticed. */
    static final Duration PATIENCE_WITH_RUNNING_OWNER = Duration.ofSeconds(2);

    private static final long POLL_MILLIS = 50;
    private static final String ENDING = "ending\n";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for an owner that is ending; empty when there is still one afterwards. */
    static Optional<DirectoryLock> acquire(Path file) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long startNanos = System.nanoTime();
        @Nullable FileLock lock = channel.tryLock();
        while (lock == null && System.nanoTime() - startNanos < patience(file).toNanos()) {
            Thread.sleep(POLL_MILLIS);
            lock = channel.tryLock();
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(ascii(ProcessHandle.current().pid() + "\n"));
        return Optional.of(new DirectoryLock(channel));
    }

    /** The process id in the file, 0 when there is none. */
    static long owner(Path file) throws IOException {
        String pid = Files.readString(file, StandardCharsets.US_ASCII)
                .lines()
                .findFirst()
                .orElse("");
        return pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0;
    }

    /** Tells waiting processes that this one is ending. */
    void markEnding() throws IOException {
        channel.write(ascii(ENDING));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads the file of another process only: closing it in the owner's process would drop the owner's lock. */
    private static Duration patience(Path file) throws IOException {
        boolean ending = Files.readString(file, StandardCharsets.US_ASCII).endsWith(ENDING);
        return ending ? PATIENCE_WITH_ENDING_OWNER : PATIENCE_WITH_RUNNING_OWNER;
    }

    private static ByteBuffer ascii(String text) {
        return StandardCharsets.US_ASCII.encode(text);
    }
}
