package dev.millrace.deadletter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the positions of the letters that were added last. Their rows are those that the drain may bring again, after a crash or
 * because it could not finish a chunk. A hint, to be checked. Not thread-safe; takes 10 MB at most.
 */
final class RecentRows {
    /** The rows of a chunk, unless {@code MILLRACE_DRAIN_MAX_ROWS} was raised. */
    private static final int MOST = 100_000;

    private final Map<RowHash, DeadLetterPosition> places = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RowHash, DeadLetterPosition> eldest) {
            return size() > MOST;
        }
    };

    /** Adds a letter and returns the earlier position of the same row, if that is known. */
    Optional<DeadLetterPosition> add(DeadLetter letter) {
        RowHash row = letter.id().row();
        @Nullable DeadLetterPosition before = places.remove(row);
        places.put(row, letter.place());
        return Optional.ofNullable(before);
    }

    Optional<DeadLetterPosition> find(RowHash row) {
        return Optional.ofNullable(places.get(row));
    }
}
