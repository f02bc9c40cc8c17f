package dev.millrace.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of dead letters. Whole lines of it never change: it grows at its end, and a removal of lines replaces it by a new file. So one
 * thread can write it while others read.
 */
final class DeadLetterFile {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterFile.class);
    /** A sequence number below that of every letter. */
    static final long BEFORE_ALL = -1;

    private static final String SUFFIX = ".ndjson";
    private static final String UNFINISHED = ".new";

    /** The bytes from the start of one line to the start of another. */
    private record Range(long from, long to) {}

    private final Path directory;
    private final Path file;

    /** The letters that were added on that day. */
    DeadLetterFile(Path directory, LocalDate day) {
        this.directory = directory;
        this.file = directory.resolve(day + SUFFIX);
    }

    /** Returns the day of the file with that name; empty if it is not such a name. */
    static Optional<LocalDate> day(String name) {
        if (!name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(name.substring(0, name.length() - SUFFIX.length())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns true for a file that a crash left of a {@link #removeIf}: it does not count. */
    static boolean isUnfinished(String name) {
        return name.endsWith(SUFFIX + UNFINISHED);
    }

    /** Writer only: adds a line and returns when it survives a power cut. */
    void add(byte[] line) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = DeadLetterReader.endOfWholeLines(channel);
            if (end < channel.size()) {
                // The line belongs to a row that is not stored yet and will come again; the new line must not become a
                // part of it.
                log.warn("The torn last line of {} is cut off.", file);
                channel.truncate(end);
            }
            try {
                write(channel, ByteBuffer.wrap(line), end);
                channel.force(true);
            } catch (IOException e) {
                takeBack(channel, end, e);
                throw e;
            }
            if (end == 0) {
                forceDirectory(directory);
            }
        }
    }

    /** Truncates a line that may not be safe, so that it does not look safe. */
    private static void takeBack(FileChannel channel, long end, IOException why) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Returns its size in bytes, 0 if it does not exist. */
    long size() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Forces the file, so that every line that can be read survives a power cut: a process that was killed may not have forced it. */
    void force() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        forceDirectory(directory);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long to = offset;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    /**
     * Shows the letters whose sequence number is above {@code after}, until the visitor returns false; returns true if it never did. Skips
     * damaged lines. From any thread.
     */
    boolean visit(long above, Predicate<DeadLetter> visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            DeadLetterReader lines = new DeadLetterReader(channel);
            lines.skip(above);
            while (lines.next()) {
                DeadLetter letter = lines.letter();
                if (letter != null && letter.sequence() > above && !visitor.test(letter)) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return true; // its last letter was removed in between
        }
    }

    /**
     * Writer only: replaces this file by one without the selected letters, or deletes it if that would be empty. After a crash either the
     * old or the new file is there. A torn last line is removed, too; damaged lines stay.
     *
     * @return how many letters were removed, once they are gone even after a power cut
     */
    int removeIf(Predicate<DeadLetter> picked) throws IOException {
        List<Range> kept = new ArrayList<>();
        int removed = 0;
        int damaged = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            DeadLetterReader lines = new DeadLetterReader(channel);
            while (lines.next()) {
                DeadLetter letter = lines.letter();
                if (letter != null && picked.test(letter)) {
                    removed++;
                    continue;
                }
                if (letter == null) {
                    damaged++;
                }
                keep(kept, lines.lineStart(), lines.lineEnd());
            }
            if (damaged > 0) {
                log.warn("{} lines of {} are no dead letters: they stay.", damaged, file);
            }
            boolean isTorn = lines.lineEnd() < channel.size();
            if (removed > 0 || isTorn) {
                replace(channel, kept);
            }
        } catch (NoSuchFileException e) {
            return 0; // its last letter was removed in between
        }
        return removed;
    }

    private static void keep(List<Range> kept, long from, long to) {
        boolean isNext = !kept.isEmpty() && kept.getLast().to() == from;
        kept.add(new Range(isNext ? kept.removeLast().from() : from, to));
    }

    private void replace(FileChannel source, List<Range> kept) throws IOException {
        if (kept.isEmpty()) {
            Files.delete(file);
        } else {
            Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
            copy(source, kept, unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        forceDirectory(directory);
    }

    private static void copy(FileChannel source, List<Range> kept, Path target) throws IOException {
        try (FileChannel copy = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (Range range : kept) {
                for (long from = range.from(); from < range.to(); ) {
                    long n = source.transferTo(from, range.to() - from, copy);
                    if (n <= 0) {
                        throw new IOException("The file ended while it was copied to " + target);
                    }
                    from += n;
                }
            }
            copy.force(true);
        }
    }

    /** Forces a directory: a new file is only safe, and a deleted one only gone, when its directory entry is. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
