package dev.millrace.torture.check;

import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Request;
import dev.millrace.torture.journal.View;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** Computes from the journal what may be stored of each id of a view. */
public final class Expectation {
    private final Possible<Long, View> possible;

    private Expectation(LongPredicate explained) {
        this.possible = new Possible<>(explained::test);
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
                views.forEach(view -> possible.add(view.requestId(), Optional.of(view), entry.isKept()));
            case Request.Put(View view) -> possible.add(view.requestId(), Optional.of(view), entry.isKept());
            case Request.Delete(long id) -> possible.add(id, Optional.empty(), entry.isKept());
            case Request.PostReadings _, Request.DeleteReadings _ -> {
                // Of sensors.
            }
        }
    }

    /** Ids that were sent and may have been kept. */
    public Set<Long> ids() {
        return possible.keys();
    }

    /** Returns what may be stored of that id. */
    public Set<Optional<View>> of(long id) {
        return possible.of(id);
    }

    /** Returns how many views have to be stored. */
    public long certain() {
        return possible.certain();
    }
}
