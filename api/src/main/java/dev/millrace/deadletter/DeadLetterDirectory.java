package dev.millrace.deadletter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the files of dead letters, one for each day. Thread-safe, as lines do not change: see {@link DeadLetterFile}. */
final class DeadLetterDirectory {
    private final Path parent;
    private final Path directory;

    DeadLetterDirectory(Path dataDir) {
        this.parent = dataDir;
        this.directory = dataDir.resolve("dead-letters");
    }

    /** Makes it if it is not there. */
    void create() throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            DeadLetterFile.forceDirectory(parent);
        }
    }

    DeadLetterFile file(LocalDate day) {
        return new DeadLetterFile(directory, day);
    }

    /** The days that have a file, in their order. */
    List<LocalDate> days() throws IOException {
        return names().stream()
                .flatMap(name -> DeadLetterFile.day(name).stream())
                .sorted()
                .toList();
    }

    /** Writer only: deletes what a crash left. */
    void deleteUnfinished() throws IOException {
        for (String name : names()) {
            if (DeadLetterFile.isUnfinished(name)) {
                Files.delete(directory.resolve(name));
            }
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (NoSuchFileException e) {
            return List.of(); // there never was a letter
        }
    }

    /** Shows the letters that the filter picks, oldest first, until the visitor returns false. */
    void visit(DeadLetterFilter filter, @Nullable DeadLetterPosition after, Predicate<DeadLetter> visitor)
            throws IOException {
        for (LocalDate day : days()) {
            if (!filter.mayMatch(day) || (after != null && day.isBefore(after.day()))) {
                continue;
            }
            long above = after != null && day.equals(after.day()) ? after.sequence() : DeadLetterFile.BEFORE_ALL;
            if (!file(day).visit(above, letter -> !filter.matches(letter) || visitor.test(letter))) {
                return;
            }
        }
    }

    /** See {@link DeadLetters#page}. */
    DeadLetterPage page(DeadLetterFilter filter, @Nullable DeadLetterPosition after, int maxLetters, long maxBytes)
            throws IOException {
        List<DeadLetter> found = new ArrayList<>();
        long[] size = {0};
        boolean[] isMore = {false};
        visit(filter, after, letter -> {
            isMore[0] = found.size() == maxLetters || size[0] > maxBytes;
            if (isMore[0]) {
                return false;
            }
            found.add(letter);
            size[0] += letter.row().length + 2L * letter.reason().length();
            return true;
        });
        return new DeadLetterPage(found, isMore[0] ? found.getLast().place() : null);
    }

    Optional<DeadLetter> find(DeadLetterId id) throws IOException {
        List<DeadLetter> found = new ArrayList<>(1);
        file(id.day()).visit(DeadLetterFile.BEFORE_ALL, letter -> {
            if (letter.id().equals(id)) {
                found.add(letter);
            }
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }
}
