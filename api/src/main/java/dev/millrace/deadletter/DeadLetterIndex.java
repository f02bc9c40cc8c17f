package dev.millrace.deadletter;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps the number and size of the dead letters, and the rows that the drain may bring again. Read from the files once, then kept up to
 * date. Not thread-safe.
 */
final class DeadLetterIndex {
    private final DeadLetterDirectory directory;
    private final RecentRows recent = new RecentRows();
    private long letters;
    private long bytes;
    private long lastSequence;

    private DeadLetterIndex(DeadLetterDirectory directory) {
        this.directory = directory;
    }

    /** Reads all files. If a crash during a replay has left two letters of a row, the older one is removed. */
    static DeadLetterIndex read(DeadLetterDirectory directory) throws IOException {
        directory.deleteUnfinished();
        DeadLetterIndex index = new DeadLetterIndex(directory);
        Map<LocalDate, Set<Long>> twice = new HashMap<>();
        for (LocalDate day : directory.days()) {
            DeadLetterFile file = directory.file(day);
            file.force();
            file.visit(DeadLetterFile.BEFORE_ALL, letter -> {
                index.count(letter)
                        .ifPresent(older -> twice.computeIfAbsent(older.day(), _ -> new HashSet<>())
                                .add(older.sequence()));
                return true;
            });
            index.bytes += file.size();
        }
        for (Map.Entry<LocalDate, Set<Long>> day : twice.entrySet()) {
            index.remove(day.getKey(), letter -> day.getValue().contains(letter.sequence()));
        }
        return index;
    }

    private Optional<DeadLetterPosition> count(DeadLetter letter) {
        letters++;
        lastSequence = Math.max(lastSequence, letter.sequence());
        return recent.add(letter);
    }

    long letters() {
        return letters;
    }

    long bytes() {
        return bytes;
    }

    /** Returns the number of the newest letter, also if that was removed since. */
    long lastSequence() {
        return lastSequence;
    }

    /** Returns a number above that of every letter, also if the clock went back, and if the last letter was removed. */
    long nextSequence(Instant now) {
        return Math.max(lastSequence + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }

    /** Adds a letter; returns when it survives a power cut. */
    void add(DeadLetter letter, byte[] line) throws IOException {
        directory.create();
        DeadLetterFile file = directory.file(letter.place().day());
        long before = file.size();
        try {
            file.add(line);
        } finally {
            bytes += file.size() - before;
        }
        Optional<DeadLetterPosition> _ = count(letter);
    }

    /** Adds letters of one moment, in one write. */
    void add(List<DeadLetter> letters, byte[] lines) throws IOException {
        add(letters.getFirst(), lines);
        letters.stream().skip(1).forEach(letter -> {
            Optional<DeadLetterPosition> _ = count(letter);
        });
    }

    /** Returns true if the row has a letter above that number. Reads the disk: a row whose letter was removed has to be added again. */
    boolean holds(String table, byte[] row, long above) throws IOException {
        Optional<DeadLetterPosition> place = recent.find(RowHash.of(table, row));
        if (place.isEmpty() || place.get().sequence() <= above) {
            return false;
        }
        boolean[] found = {false};
        directory.file(place.get().day()).visit(place.get().sequence() - 1, letter -> {
            found[0] = letter.table().equals(table) && Arrays.equals(letter.row(), row);
            return false;
        });
        return found[0];
    }

    /** See {@link DeadLetterFile#removeIf}. */
    int remove(LocalDate day, Predicate<DeadLetter> picked) throws IOException {
        DeadLetterFile file = directory.file(day);
        long before = file.size();
        try {
            int removed = file.removeIf(picked);
            letters -= removed;
            return removed;
        } finally {
            bytes += file.size() - before;
        }
    }
}
