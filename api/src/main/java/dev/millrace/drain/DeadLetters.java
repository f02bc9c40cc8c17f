package dev.millrace.drain;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps the rows that ClickHouse refuses for good: one line of JSON each, in a file for each day under {@code dead-letters/}, with the
 * server's words and the row as ClickHouse was sent it. One thread, the drain's, adds and removes; any thread may look.
 */
@Singleton
public final class DeadLetters {
    private final Path dataDir;
    private final Path directory;
    private final InstantSource clock;

    DeadLetters(@Value("${millrace.data-dir}") Path dataDir, InstantSource clock) {
        this.dataDir = dataDir;
        this.directory = dataDir.resolve("dead-letters");
        this.clock = clock;
    }

    /** Drain only: returns when the row survives a power cut. A row may be added twice, after a crash in between. */
    void add(Batch row, int code, String reason) throws IOException {
        Instant now = clock.instant();
        byte[] bytes = Arrays.copyOfRange(row.bytes(), row.offset(), row.offset() + row.length());
        byte[] line = DeadLetterLine.of(new DeadLetter(now, row.table().name(), code, reason, bytes));
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            DeadLetterFile.forceDirectory(dataDir);
        }
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        new DeadLetterFile(directory, DeadLetterFile.name(day)).add(line);
    }

    /**
     * Shows the letters, oldest first. One that is added or removed meanwhile may be shown or not; a damaged line never is. From any
     * thread that may wait; needs memory for one letter.
     *
     * @param visitor returns true to go on, false to end the visit
     */
    public void visit(Predicate<DeadLetter> visitor) throws IOException {
        for (String file : list(DeadLetterFile::isOne)) {
            if (!new DeadLetterFile(directory, file).visit(visitor)) {
                return;
            }
        }
    }

    /**
     * Drain only: removes the letters that are picked, for good. After an exception, or a crash, some of the files are done and none is
     * damaged: call it again. Lines that a disk damaged cannot be picked and stay; each file that has some is named in the log.
     *
     * @return how many letters were removed
     */
    public int removeIf(Predicate<DeadLetter> picked) throws IOException {
        for (String unfinished : list(DeadLetterFile::isUnfinished)) {
            Files.delete(directory.resolve(unfinished));
        }
        int removed = 0;
        for (String file : list(DeadLetterFile::isOne)) {
            removed += new DeadLetterFile(directory, file).removeIf(picked);
        }
        return removed;
    }

    private List<String> list(Predicate<String> wanted) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(wanted)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of(); // there never was a letter
        }
    }
}
