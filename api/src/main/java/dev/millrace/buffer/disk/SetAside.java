package dev.millrace.buffer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps damaged bytes outside the log. They are never deleted, and a line in the service's log says what happened. */
final class SetAside {
    private static final Logger log = LoggerFactory.getLogger(SetAside.class);

    private final Path directory;

    SetAside(Path bufferDirectory) {
        this.directory = bufferDirectory.resolve("set-aside");
    }

    /** Moves a whole file that cannot be read. */
    void file(Path file, String reason) throws IOException {
        log.error("Buffer file {} is damaged: {}. Moved to {}; its events are not drained.", file, reason, move(file));
    }

    /** Moves a file with a damaged part whose rest is stored. */
    void storedFile(Path file) throws IOException {
        log.info("Buffer file {} with its damaged part is now {}.", file, move(file));
    }

    private Path move(Path file) throws IOException {
        Path target = free(file.getFileName().toString());
        return Files.move(file, target);
    }

    /** Copies a part of a segment; if there is no room for a copy, keeps the whole file of the segment. */
    void range(Segment segment, long from, long to) {
        try {
            Path target = free("%s.%s-%s".formatted(segment.file.getFileName(), from, to));
            copy(segment, from, to, target);
            log.error(
                    "Buffer file {} has no whole frame at position {}: the {} bytes from there on are kept in {} and not drained."
                            + " At the end of the newest file after a crash, this is a write that was never acknowledged.",
                    segment.file,
                    from,
                    to - from,
                    target);
        } catch (IOException e) {
            segment.keepFile();
            log.error(
                    "Buffer file {} has no whole frame at position {}: the {} bytes from there on are not drained, and could not be"
                            + " copied ({}). The whole file will be moved to {} when the rest of it is stored.",
                    segment.file,
                    from,
                    to - from,
                    e.toString(),
                    directory);
        }
    }

    private static void copy(Segment segment, long from, long to, Path target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try (FileChannel copy = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long position = from; position < to; ) {
                bytes.clear().limit((int) Math.min(bytes.capacity(), to - position));
                segment.read(position, bytes);
                if (bytes.flip().limit() == 0) {
                    break;
                }
                position += bytes.limit();
                while (bytes.hasRemaining()) {
                    copy.write(bytes);
                }
            }
            copy.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private Path free(String name) throws IOException {
        Files.createDirectories(directory);
        Path target = directory.resolve(name);
        for (int copy = 2; Files.exists(target); copy++) {
            target = directory.resolve(name + "." + copy);
        }
        return target;
    }
}
