package dev.millrace.deadletter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.deadletter.DeadLetter;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts dead letters by table and error code of ClickHouse. Not thread-safe; grows only with the number of those. */
final class DeadLetterSummary {
    private record Key(String table, int code) {}

    private record Counted(long letters, Instant oldest, DeadLetter newest) {
        Reason reason() {
            return new Reason(
                    newest.origin(),
                    newest.code(),
                    letters,
                    oldest,
                    newest.at(),
                    newest.id().toString(),
                    newest.reason());
        }
    }

    private final Map<Key, Counted> counted = new HashMap<>();

    /**
     * The letters of one table and error code.
     *
     * @param oldest when the first of them was refused
     * @param newest when the last of them was
     * @param example id of the last one
     * @param reason the server's message for that one
     */
    @Serdeable
    record Reason(
            String table, int code, long letters, Instant oldest, Instant newest, String example, String reason) {}

    /** The answer: the most frequent reason first. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Body(@JsonProperty("letters") long total, List<Reason> reasons) {}

    /** Counts a letter. To be called for the oldest first. */
    void add(DeadLetter letter) {
        Key key = new Key(letter.origin(), letter.code());
        Counted before = counted.get(key);
        counted.put(
                key,
                before == null
                        ? new Counted(1, letter.at(), letter)
                        : new Counted(before.letters + 1, before.oldest, letter));
    }

    Body body() {
        List<Reason> sorted = counted.values().stream()
                .map(Counted::reason)
                .sorted(Comparator.comparingLong(Reason::letters)
                        .reversed()
                        .thenComparing(Reason::table)
                        .thenComparingInt(Reason::code))
                .toList();
        return new Body(sorted.stream().mapToLong(Reason::letters).sum(), sorted);
    }
}
