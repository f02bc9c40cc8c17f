package dev.millrace.torture.blackbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps all actions on page views. Thread-safe. */
final class ViewModel {
    private final Map<Long, History<View>> byId = new ConcurrentSkipListMap<>();
    private final Erasures erasures = new Erasures();
    private final boolean areUsersApart;

    /**
     * Begins.
     *
     * @param areUsersApart whether two users may be in different shards
     */
    ViewModel(boolean areUsersApart) {
        this.areUsersApart = areUsersApart;
    }

    /** Begins the history of a new id. */
    History<View> create(long id) {
        History<View> history = new History<>();
        byId.put(id, history);
        return history;
    }

    Erasures erasures() {
        return erasures;
    }

    Map<Long, History<View>> byId() {
        return byId;
    }

    /** Notes that everything is stored. */
    void settle() {
        byId.values().forEach(History::settle);
    }

    /** Computes the expected answer of a report. */
    <K extends Comparable<K>> Expected<K> expect(Question<K> question, long asked, long answered) {
        Expected<K> expected = new Expected<>();
        Collection<History<View>> histories = byId.values();
        for (History<View> history : histories) {
            add(history.between(asked, answered), question, expected, asked, answered);
        }
        return expected;
    }

    private <K extends Comparable<K>> void add(
            Possible<View> possible, Question<K> question, Expected<K> expected, long asked, long answered) {
        boolean isAsked = possible.values().stream().anyMatch(question::isAsked)
                || possible.besides().stream().anyMatch(question::isAsked);
        if (!isAsked) {
            return;
        }
        boolean orNothing = possible.orNothing();
        Places places = new Places(areUsersApart);
        for (View view : possible.values()) {
            Erasures.Effect effect = erasures.between(view.user(), asked, answered);
            orNothing |= effect != Erasures.Effect.NONE;
            if (effect != Erasures.Effect.GONE) {
                places.add(view);
            }
        }
        Collection<List<View>> rows = places.all();
        // Of one place at most one view counts; between two of them a view that moves may be doubled, or missing.
        boolean isCertain = rows.size() == 1 && !orNothing;
        rows.forEach(views -> expected.add(views, question, isCertain));
        possible.besides().forEach(view -> expected.add(List.of(view), question, false));
    }
}
