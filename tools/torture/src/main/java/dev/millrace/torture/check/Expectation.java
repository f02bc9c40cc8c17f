package dev.millrace.torture.check;

import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What may be stored of each id, by the journal. The requests of an id are in the order of their versions. One that was acknowledged leaves
 * a single possibility, one in doubt adds one.
 */
public final class Expectation {
    private static final Optional<View> NOTHING = Optional.empty();

    private final Map<Long, Set<Optional<View>>> possible = new HashMap<>();
    private final LongPredicate explained;

    private Expectation(LongPredicate explained) {
        this.explained = explained;
    }

    /**
     * Reads the journal.
     *
     * @param explained ids of which every trace may be missing, because what was damaged on purpose held them
     */
    public static Expectation of(List<Entry> history, LongPredicate explained) {
        Expectation expectation = new Expectation(explained);
        history.forEach(expectation::add);
        return expectation;
    }

    private void add(Entry entry) {
        if (entry.answer().outcome().isNothing()) {
            return;
        }
        switch (entry.request()) {
            case Request.Post(List<View> views, int _) ->
                views.forEach(view -> add(entry, view.requestId(), Optional.of(view)));
            case Request.Put(View view) -> add(entry, view.requestId(), Optional.of(view));
            case Request.Delete(long id) -> add(entry, id, NOTHING);
        }
    }

    private void add(Entry entry, long id, Optional<View> effect) {
        Set<Optional<View>> states = possible.computeIfAbsent(id, _ -> new LinkedHashSet<>(Set.of(NOTHING)));
        if (entry.isKept() && !explained.test(id)) {
            states.clear();
        }
        states.add(effect);
    }

    /** Ids that were sent and may have been kept. */
    public Set<Long> ids() {
        return possible.keySet();
    }

    /** What may be stored of that id. */
    public Set<Optional<View>> of(long id) {
        return possible.getOrDefault(id, Set.of(NOTHING));
    }

    /** How many views have to be stored. */
    public long certain() {
        return possible.values().stream()
                .filter(states -> !states.contains(NOTHING))
                .count();
    }
}
