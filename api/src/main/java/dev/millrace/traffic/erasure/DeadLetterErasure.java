package dev.millrace.traffic.erasure;

import dev.millrace.clickhouse.shard.Shard;
import dev.millrace.deadletter.DeadLetter;
import dev.millrace.deadletter.DeadLetterRemoval;
import dev.millrace.deadletter.DeadLetters;
import dev.millrace.traffic.table.TrafficTable;
import dev.millrace.traffic.table.ViewRow;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the dead letters of erased persons. A letter whose row is just being replayed is removed here or by the replay; the row itself is
 * dropped when it comes out of the buffer. For one thread of the drain.
 */
@EachBean(Shard.class)
final class DeadLetterErasure {
    private final ErasedUserLookup erased;
    private final DeadLetters deadLetters;

    /**
     * The number of removed letters by the id of the erasure, for erasures that are not stored yet: a chunk may be tried again, and then
     * finds no letters.
     */
    private final Map<Long, Long> removed = new HashMap<>();

    DeadLetterErasure(@Parameter ErasedUserLookup erased, DeadLetters deadLetters) {
        this.erased = erased;
        this.deadLetters = deadLetters;
    }

    /** Removes letters that were written here while another node erased their user. */
    void removeWhatWasErasedElsewhere() throws IOException, InterruptedException {
        Set<Long> users = new HashSet<>();
        deadLetters.visit(letter -> {
            ViewRow row = row(letter);
            if (row != null && erased.mayHold(ViewErasureMatcher.userId(row))) {
                users.add(ViewErasureMatcher.userId(row));
            }
            ArchiveErasureMatcher.users(letter).stream().filter(erased::mayHold).forEach(users::add);
            PayloadErasureMatcher.users(letter).stream().filter(erased::mayHold).forEach(users::add);
            return true;
        });
        remove(erased.erasedTo(users));
    }

    /** Removes the letters of the person whose erasure passes. */
    void remove(ErasureRow erasure) throws IOException {
        long letters = remove(Map.of(erasure.userId(), erasure.erasedTo()));
        removed.merge(erasure.id(), letters, Long::sum);
    }

    /**
     * Removes the letters of persons.
     *
     * @param erasedTo by user, to when, in milliseconds since 1970
     */
    int remove(Map<Long, Long> erasedTo) throws IOException {
        return erasedTo.isEmpty()
                ? 0
                : deadLetters.removeIf(DeadLetterRemoval.ERASED, letter -> isErased(letter, erasedTo));
    }

    private static boolean isErased(DeadLetter letter, Map<Long, Long> erasedTo) {
        if (letter.isPayload()) {
            return PayloadErasureMatcher.isErased(letter, erasedTo);
        }
        ViewRow row = row(letter);
        return row == null
                ? ArchiveErasureMatcher.isErased(letter, erasedTo)
                : ViewErasureMatcher.isErased(row, erasedTo);
    }

    /** Returns how many were removed for that erasure. */
    long count(ErasureRow erasure) {
        return removed.getOrDefault(erasure.id(), 0L);
    }

    /** Forgets an erasure that is stored. */
    void forget(ErasureRow erasure) {
        removed.remove(erasure.id());
    }

    private static @Nullable ViewRow row(DeadLetter letter) {
        if (!letter.table().equals(TrafficTable.VIEWS.name()) && !letter.table().equals(TrafficTable.EDITS.name())) {
            return null;
        }
        try {
            TrafficTable.VIEWS.skipRow(ByteBuffer.wrap(letter.row())); // an impossible length must not be allocated
            return ViewRow.read(ByteBuffer.wrap(letter.row()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null; // written by another build, or by hand: its user is unknown
        }
    }
}
