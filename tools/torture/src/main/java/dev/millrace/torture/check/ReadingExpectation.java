package dev.millrace.torture.check;

import dev.millrace.torture.journal.Entry;
import dev.millrace.torture.journal.Reading;
import dev.millrace.torture.journal.Request;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Computes from the journal what may be stored of each sensor and instant. */
public final class ReadingExpectation {
    private final Possible<Reading.At, Reading> possible = new Possible<>(_ -> false);

    private ReadingExpectation() {}

    /** Reads the journal. */
    public static ReadingExpectation of(List<Entry> history) {
        ReadingExpectation expectation = new ReadingExpectation();
        history.forEach(expectation::add);
        return expectation;
    }

    private void add(Entry entry) {
        if (entry.answer().outcome().isNothing()) {
            return;
        }
        switch (entry.request()) {
            case Request.PostReadings(List<Reading> readings, int _) ->
                readings.forEach(reading -> possible.add(reading.at(), Optional.of(reading), entry.isKept()));
            case Request.DeleteReadings deletion ->
                possible.addToAll(deletion::includes, Optional.empty(), entry.isKept());
            case Request.Post _, Request.Put _, Request.Delete _ -> {
                // Of views.
            }
        }
    }

    /** Instants that were sent and may have been kept. */
    public Set<Reading.At> instants() {
        return possible.keys();
    }

    /** Returns what may be stored of that instant. */
    public Set<Optional<Reading>> of(Reading.At at) {
        return possible.of(at);
    }

    /** Returns how many readings have to be stored. */
    public long certain() {
        return possible.certain();
    }
}
